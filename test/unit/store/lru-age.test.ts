/** Ages of queues. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { LRU } from "../../../src/store/item-layout.ts";
import { coldAge, tailAgeLocked } from "../../../src/store/lru-age.ts";
import { TestStore } from "../../support/test-store.ts";

it("tells how long the oldest item of a queue was not touched", () => {
  const test = new TestStore({ segmentedLru: false });
  const { parts } = test.store;
  assert.equal(coldAge(parts, 1), 0);
  test.setTime(10);
  test.set("a", "x");
  test.setTime(25);
  test.set("b", "x");
  assert.equal(coldAge(parts, 1), 15);
  assert.equal(tailAgeLocked(parts, 1, LRU.hot), 0);
});
