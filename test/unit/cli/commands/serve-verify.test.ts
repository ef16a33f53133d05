/** `serve verify` and `serve repair` in their formats and exit codes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommandLine } from "../../../../src/cli/main.ts";
import { makeDatabase } from "../../../support/item-database.ts";
import { createTestContext, type TestContextOptions } from "../../../support/test-context.ts";

async function run(argv: readonly string[], options: TestContextOptions = {}) {
  const { context, stdoutText, stderrText } = createTestContext(options);
  const exitCode = await runCommandLine(argv, context);
  return { exitCode, stdout: stdoutText(), stderr: stderrText() };
}

test("sound: 0; damaged: 1, named by key, escaped; repaired: 0", async () => {
  const sound = await makeDatabase({ a: { value: "1" } });
  assert.equal((await run(["serve", "verify", sound])).exitCode, 0);
  const directory = await makeDatabase({ a: { value: "1" }, "b\x1b[2J": { value: "abcdefghijk", damaged: true } });
  const verified = await run(["serve", "verify", directory]);
  assert.equal(verified.exitCode, 1);
  assert.match(verified.stdout, /^what\tcount\tbytes\tdatabase_key\treason\nitems\t1\t2\t-\t-\n/);
  assert.match(verified.stdout, /damaged_record\t1\t\d+\tb\\e\[2J\tits checksum is wrong\n/);
  assert.match(verified.stderr, /there is damage/);
  const shown = await run(["serve", "verify", directory], { isTerminal: true });
  assert.ok(shown.stdout.includes("b\\e[2J") && !shown.stdout.includes("\x1b[2J"));
  const dry = await run(["serve", "repair", directory]);
  assert.deepEqual([dry.exitCode, /--yes repairs it/.test(dry.stderr)], [1, true]);
  const repaired = await run(["serve", "repair", directory, "--yes", "--json"]);
  assert.equal(repaired.exitCode, 0);
  const report = JSON.parse(repaired.stdout) as Record<string, unknown>;
  assert.deepEqual([report["items"], report["damaged"], report["repaired"]], [1, 1, true]);
  const again = await run(["serve", "repair", directory, "--yes"]);
  assert.match(again.stderr, /there is no damage/);
  assert.equal((await run(["serve", "verify", directory])).exitCode, 0);
});
