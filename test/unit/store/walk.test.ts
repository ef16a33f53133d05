/** Walking the store. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { visitCold, visitStripe, WALK_STRIPES } from "../../../src/store/walk.ts";
import { EngineHarness } from "../../support/engine-harness.ts";

test("all stripes together meet every living item once, in room that was announced before", () => {
  const harness = new EngineHarness();
  for (let index = 0; index < 5000; index++) {
    harness.run(`set k${index} 0 ${index % 10 === 0 ? -1 : 0} 1 noreply\r\nx\r\n`);
  }
  const keys: string[] = [];
  const { store } = harness;
  for (let stripe = 0; stripe < WALK_STRIPES; stripe++) {
    let room = 0;
    let met = 0;
    visitStripe(
      store,
      stripe,
      (itemCount) => {
        room = itemCount;
      },
      (ref) => {
        met++;
        const start = store.items.keyStart(ref);
        keys.push(store.items.segmentBytes(ref).toString("latin1", start, start + store.items.keyLength(ref)));
      },
    );
    assert.ok(met <= room);
  }
  assert.equal(keys.length, 4500);
  assert.equal(new Set(keys).size, 4500);
  assert.equal(harness.run("get k1\r\n"), "VALUE k1 0 1\r\nx\r\nEND\r\n", "no lock is held");
});

test("the COLD queue ends when told to, and a class that is not there has none", () => {
  const harness = new EngineHarness({ segmentedLru: false });
  harness.run("set a 0 0 1\r\nx\r\nset b 0 0 1\r\nx\r\nset c 0 0 1\r\nx\r\n");
  let visits = 0;
  visitCold(harness.store, 1, () => ++visits < 2);
  assert.equal(visits, 2);
  for (const slabClass of [0, 2, 63]) {
    visitCold(harness.store, slabClass, () => assert.fail(`class ${slabClass}`));
  }
});
