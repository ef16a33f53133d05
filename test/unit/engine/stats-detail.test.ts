/** stats detail: replies, and which commands count. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

test("gets, sets and deletes count while it is on; touch, arithmetic and meta commands never", () => {
  const harness = new EngineHarness();
  harness.run("get a:1\r\n");
  assert.equal(harness.run("stats detail on\r\n"), "OK\r\n");
  harness.run("set a:1 0 0 1\r\nx\r\nadd a:1 0 0 1\r\nx\r\nget a:1 a:2\r\ngat 0 a:1\r\ndelete a:1\r\ndelete a:1\r\n");
  harness.run("touch a:1 0\r\nincr a:1 1\r\nmg a:1\r\nms a:1 1\r\nx\r\nmd a:1\r\nget plain\r\n");
  const dump = "PREFIX a get 3 hit 2 set 2 del 2\r\nEND\r\n";
  assert.equal(harness.runParts("stats detail dump\r\n").join(""), dump);
  assert.equal(harness.run("stats detail off\r\n"), "OK\r\n");
  harness.run("get a:1\r\n");
  assert.equal(harness.runParts("stats det dump\r\n").join(""), dump);
  harness.run("stats reset\r\n");
  assert.equal(harness.runParts("stats detail dump\r\n").join(""), "END\r\n");
});

test("other words, and -X", () => {
  const harness = new EngineHarness();
  const usage = "CLIENT_ERROR usage: stats detail on|off|dump\r\n";
  assert.equal(harness.run("stats detail\r\n"), usage);
  assert.equal(harness.run("stats detail o\r\n"), usage);
  harness.server.allows = { ...harness.server.allows, dump: false };
  assert.equal(harness.run("stats detail dump\r\n"), "CLIENT_ERROR stats detail not allowed\r\n");
});

test("a dump of many prefixes comes in parts", () => {
  const harness = new EngineHarness();
  harness.run("stats detail on\r\n");
  const prefixes = Array.from({ length: 1000 }, (_, index) => `${index}${"p".repeat(200)}`);
  for (const prefix of prefixes) harness.run(`get ${prefix}:x\r\n`);
  const parts = harness.runParts("stats detail dump\r\n");
  assert.ok(parts.every(({ length }) => length < 17_000));
  const lines = prefixes.map((prefix) => `PREFIX ${prefix} get 1 hit 0 set 0 del 0\r\n`);
  assert.equal(parts.join(""), `${lines.join("")}END\r\n`);
});
