/** debugitem: items that are kept where they are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

function debugHarness(): EngineHarness {
  const harness = new EngineHarness();
  harness.server.allows = { ...harness.server.allows, debug: true };
  harness.run("set a 0 0 1\r\nx\r\n");
  return harness;
}

/** Chunks of class 1 that hold something. */
function usedChunks(harness: EngineHarness): number {
  return Number(/STAT 1:used_chunks (\d+)/.exec(harness.run("stats slabs\r\n"))?.[1]);
}

test("what is pinned keeps its memory after it was deleted; unref reffed gives it back", () => {
  const harness = debugHarness();
  assert.equal(harness.run("debugitem ref a\r\n"), "OK\r\n");
  assert.equal(harness.run("delete a\r\n"), "DELETED\r\n");
  assert.equal(usedChunks(harness), 1);
  assert.equal(harness.run("debugitem unref a\r\n"), "MISS\r\n");
  assert.equal(harness.run("debugitem unref reffed\r\n"), "OK\r\n");
  assert.equal(usedChunks(harness), 0);
  assert.equal(harness.run("debugitem unref reffed\r\n"), "MISS\r\n");
});

test("pins are taken off by key, as many as there are", () => {
  const harness = debugHarness();
  assert.equal(harness.run("debugitem lock a\r\ndebugitem ref a\r\n"), "OK\r\nOK\r\n");
  assert.equal(harness.run("debugitem unlock a\r\ndebugitem unref a\r\n"), "OK\r\nOK\r\n");
  assert.equal(harness.run("debugitem unlock a\r\n"), "MISS\r\n");
  harness.run("delete a\r\n");
  assert.equal(usedChunks(harness), 0);
});

test("a miss, nonsense, and everything while it is hidden", () => {
  const harness = debugHarness();
  assert.equal(harness.run("debugitem lock none\r\n"), "MISS\r\n");
  assert.equal(harness.run("debugitem lock\r\n"), "ERROR\r\n");
  assert.equal(harness.run("debugitem look a\r\n"), "ERROR\r\n");
  assert.equal(new EngineHarness().run("debugitem lock a\r\n"), "ERROR\r\n");
});
