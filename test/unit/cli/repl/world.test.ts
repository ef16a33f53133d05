/** The machine as the shell sees it: files, time, values. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { makeWorld, readBytes } from "../../../../src/cli/repl/world.ts";
import { fullText } from "../../../../src/repl/segments.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { createTestContext } from "../../../support/test-context.ts";

const folder = temporaryFolder("world-");
const { context } = createTestContext();
const options = { readAddress: parseAddress, tls: undefined, timeoutMs: 1000, sampleKeyCount: 7 };

test("files: read, written, added to, and what went wrong with a hint", async () => {
  const world = makeWorld(context, options);
  const path = join(folder, "value");
  await world.writeFile(path, Buffer.from([0, 255]), false);
  await world.writeFile(path, Buffer.from("x"), true);
  assert.deepEqual(readFileSync(path), Buffer.from([0, 255, 120]));
  await world.writeFile(path, Buffer.from("y"), false);
  assert.equal(String(await world.readFile(path)), "y");
  await assert.rejects(world.writeFile(join(folder, "no", "such"), Buffer.alloc(1), false), { code: "USAGE" });
  await assert.rejects(readBytes(join(folder, "none")), { code: "USAGE", hint: /@@ for a value/ });
});

test("a wait ends when its time is over, or at once when it is stopped", async () => {
  const world = makeWorld(context, options);
  await world.sleep(1, new AbortController().signal);
  const stop = new AbortController();
  const waiting = world.sleep(1e9, stop.signal);
  stop.abort();
  await waiting;
  await world.sleep(1e9, stop.signal);
});

test("values are quoted until what decodes them is loaded", async () => {
  const world = makeWorld(context, options);
  const json = Buffer.from('{"a":1}');
  assert.equal(world.showValue(json, 0, 80).kind, "");
  assert.equal(world.explainFlags(0, json), "");
  await world.prepareValues();
  const shown = world.showValue(json, 0, 80);
  assert.deepEqual([shown.kind, shown.lines.map(fullText)], ["JSON", ['{"a": 1}']]);
  assert.equal(world.sampleKeyCount, 7);
});

test("a program gets the environment of the command", async () => {
  writeFileSync(join(folder, "in"), "");
  const { context: other } = createTestContext({
    env: { PATH: process.env["PATH"] ?? "", PLACE: join(folder, "out") },
  });
  const program = makeWorld(other, options).openProgram('cat > "$PLACE"');
  await program.write(Buffer.from("through"));
  await program.end();
  assert.equal(readFileSync(join(folder, "out"), "utf8"), "through");
});
