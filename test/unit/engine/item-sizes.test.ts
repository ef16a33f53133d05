/** stats sizes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { itemSizes } from "../../../src/engine/item-sizes.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("sizes counts in steps of 32 bytes, if it was asked for", () => {
  const harness = new EngineHarness();
  harness.run(`set a 0 0 1\r\nx\r\nset b 0 0 1\r\nx\r\nset c 0 0 100\r\n${"x".repeat(100)}\r\nset d 0 -1 1\r\nx\r\n`);
  assert.equal(harness.run("stats sizes\r\n"), "STAT sizes_status disabled\r\nEND\r\n");
  harness.server.allows = { ...harness.server.allows, sizes: true };
  const parts = harness.runParts("stats sizes\r\n");
  assert.equal(parts.join(""), "STAT 64 2\r\nSTAT 160 1\r\nEND\r\n");
  assert.ok(parts.length > 100, "it gives way to others while it counts");
  assert.deepEqual(itemSizes(harness.store), [
    ["64", 2],
    ["160", 1],
  ]);
});
