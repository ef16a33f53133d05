/** Sweeping out what was flushed. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { sweepFlushed } from "../../../src/store/flush-sweep.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { TestStore } from "../../support/test-store.ts";

it("takes out the flushed and leaves the living", () => {
  const test = new TestStore({ hashPower: 12 });
  for (let index = 0; index < 10_000; index++) {
    test.set(`old${index}`, "1");
  }
  test.store.flushAll(0);
  for (let index = 0; index < 100; index++) {
    test.set(`new${index}`, "1");
  }
  sweepFlushed(test.store.parts);
  const report = checkInvariants(test.store);
  assert.deepEqual(report.problems, []);
  assert.equal(report.linkedItems, 100);
});
