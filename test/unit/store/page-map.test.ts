/** Accounting for chunks. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { PageMap } from "../../../src/store/page-map.ts";
import { TestStore } from "../../support/test-store.ts";

it("lets every chunk be claimed once, by its own class, at its start", () => {
  const test = new TestStore();
  const { control, slabs } = test.store.parts;
  const ref = slabs.popLocked(39);
  const problems: string[] = [];
  const map = new PageMap(control, slabs, (problem) => problems.push(problem));
  map.checkPages();
  assert.deepEqual(problems, []);
  assert.equal(map.contains(ref), true);
  assert.equal(map.contains(ref + (5 << 17)), false);
  assert.equal(map.claim(ref, 39, "test"), true);
  assert.equal(map.claim(ref, 39, "test"), false);
  assert.equal(map.claim(ref + 1, 39, "test"), false);
  assert.equal(map.claim(ref, 38, "test"), false);
  assert.equal(problems.length, 3);
  const unclaimed: number[] = [];
  map.eachUnclaimed((chunk) => unclaimed.push(chunk));
  assert.deepEqual(unclaimed, [ref + 65536]);
});
