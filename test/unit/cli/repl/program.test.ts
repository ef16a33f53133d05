/** Programs that read what a command prints. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openProgram } from "../../../../src/cli/repl/program.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const env = { PATH: process.env["PATH"] };

test("it reads to the end, with the environment it is given", async () => {
  const file = join(temporaryFolder("program-"), "out");
  const program = openProgram(`{ cat; echo "$WORD"; } > '${file}'`, { ...env, WORD: "hello" });
  assert.equal(await program.write(Buffer.from("a\n")), true);
  assert.equal(await program.write(Buffer.alloc(300_000, "b")), true);
  assert.equal(await program.end(), undefined);
  assert.equal(readFileSync(file, "utf8"), `a\n${"b".repeat(300_000)}hello\n`);
});

test("one that has seen enough takes no more, and that is no trouble", async () => {
  const program = openProgram("true", env);
  const endMs = performance.now() + 30_000;
  while (await program.write(Buffer.alloc(65_536))) {
    assert.ok(performance.now() < endMs, "it never stopped taking input");
  }
  assert.equal(await program.end(), undefined);
});

test("1 is an answer of filters, other codes and signals are told", async () => {
  assert.equal(await openProgram("exit 1", env).end(), undefined);
  assert.equal(await openProgram("exit 3", env).end(), "exit 3 ended with code 3");
  assert.equal(await openProgram("kill -TERM $$", env).end(), "kill -TERM $$ was ended by SIGTERM");
  assert.equal(await openProgram("kill -INT $$", env).end(), undefined);
});

test("a slow program is waited for again and again, and nothing of the waits stays", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): number => warnings.push(warning);
  process.on("warning", onWarning);
  const program = openProgram("sleep 0.2; cat > /dev/null", env);
  for (let piece = 0; piece < 30; piece++) {
    assert.equal(await program.write(Buffer.alloc(256 * 1024)), true);
  }
  assert.equal(await program.end(), undefined);
  await new Promise(setImmediate);
  process.off("warning", onWarning);
  assert.deepEqual(warnings, []);
});
