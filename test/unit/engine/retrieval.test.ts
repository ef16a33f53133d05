/** get, gets, gat, gats: replies, counters, large values, pausing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OUTCOME } from "../../../src/engine/outcome.ts";
import { REPLY_PAUSE_BYTES } from "../../../src/protocol/limits.ts";
import { parseRequest } from "../../../src/protocol/text/parse-request.ts";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("get answers hits in the order asked, repeats repeated keys, and leaves misses out", () => {
  const harness = new EngineHarness();
  harness.run("set a 5 0 1\r\nA\r\nset b 0 0 0\r\n\r\n");
  assert.equal(
    harness.run("get b nothing a a\r\n"),
    "VALUE b 0 0\r\n\r\nVALUE a 5 1\r\nA\r\nVALUE a 5 1\r\nA\r\nEND\r\n",
  );
});

test("gets and gats add the cas; every store gives a larger one", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\nset b 0 0 1\r\nB\r\n");
  assert.equal(harness.run("gets a b\r\n"), "VALUE a 0 1 2\r\nA\r\nVALUE b 0 1 3\r\nB\r\nEND\r\n");
  assert.equal(harness.run("gats 10 a\r\n"), "VALUE a 0 1 2\r\nA\r\nEND\r\n");
});

test("gat sets the time to live and counts as a touch, not as a get", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 0 1\r\nA\r\n");
  harness.run("gat 10 a\r\ngat 10 none\r\n");
  const { values } = harness.engine.counters;
  assert.equal(values[COUNTER.cmd_touch], 2);
  assert.equal(values[COUNTER.touch_hits], 1);
  assert.equal(values[COUNTER.touch_misses], 1);
  assert.equal(values[COUNTER.cmd_get], 0);
  harness.advance(9);
  assert.equal(harness.run("get a\r\n"), "VALUE a 0 1\r\nA\r\nEND\r\n");
  harness.advance(1);
  assert.equal(harness.run("get a\r\n"), "END\r\n");
  assert.equal(values[COUNTER.get_expired], 1);
});

test("values on both sides of the copying limit, up to chunked ones, come back byte for byte and unpinned", () => {
  const harness = new EngineHarness({ memoryLimitBytes: 64 * 1024 * 1024 });
  for (const length of [0, 1, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 600_000, 1_048_000]) {
    const value = Array.from({ length: 64 }, (_, index) => String.fromCharCode((index * 7 + length) % 256)).join("");
    const whole = value.repeat(Math.ceil(length / 64)).slice(0, length);
    assert.equal(harness.run(`set k 0 0 ${length}\r\n${whole}\r\n`), "STORED\r\n");
    assert.equal(harness.run("get k\r\n"), `VALUE k 0 ${length}\r\n${whole}\r\nEND\r\n`);
  }
  assert.equal(harness.run("delete k\r\n"), "DELETED\r\n");
  assert.deepEqual(checkInvariants(harness.store).problems, []);
});

test("a value that is being sent stays as it was when its key is stored again", () => {
  const harness = new EngineHarness();
  const old = "o".repeat(100_000);
  harness.run(`set k 0 0 ${old.length}\r\n${old}\r\n`);
  const get = Buffer.from("get k\r\n");
  parseRequest(get, 0, get.length, harness.request);
  harness.engine.execute(harness.request, get, harness.reply);
  const overwrite = Buffer.from(`set k 0 0 100000 noreply\r\n${"n".repeat(100_000)}\r\n`);
  const used = parseRequest(overwrite, 0, overwrite.length, harness.request);
  harness.engine.storeWhole(harness.request, overwrite, used, harness.reply);
  assert.equal(harness.takeReply(), `VALUE k 0 100000\r\n${old}\r\nEND\r\n`);
  assert.equal(harness.run("get k\r\n"), `VALUE k 0 100000\r\n${"n".repeat(100_000)}\r\nEND\r\n`);
});

test("a retrieval whose reply grows large pauses, and goes on where it stopped", () => {
  const harness = new EngineHarness();
  const value = "v".repeat(10_000);
  harness.run(`set k 0 0 ${value.length}\r\n${value}\r\n`);
  const line = Buffer.from(`get${" k".repeat(100)}\r\n`);
  parseRequest(line, 0, line.length, harness.request);
  let outcome = harness.engine.execute(harness.request, line, harness.reply);
  let pauses = 0;
  let received = "";
  while (outcome === OUTCOME.paused) {
    pauses++;
    assert.ok(harness.reply.pendingBytes < REPLY_PAUSE_BYTES + 11_000);
    received += harness.takeReply();
    outcome = harness.engine.resume(harness.request, line, harness.reply);
  }
  received += harness.takeReply();
  assert.equal(pauses, 3);
  assert.equal(received, `${`VALUE k 0 10000\r\n${value}\r\n`.repeat(100)}END\r\n`);
});
