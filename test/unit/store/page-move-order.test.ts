/** Orders to move pages. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StoreOptions } from "../../../src/store/options.ts";
import {
  ANY_CLASS,
  BUSY_STATUS,
  MOVE_ANSWER,
  type PageMoveOrder,
  POOL_CLASS,
} from "../../../src/store/page-move-order.ts";
import { TestStore } from "../../support/test-store.ts";

/** A store whose classes 30 and 31 have two pages each, and class 32 one. */
function order(options: Partial<StoreOptions> = {}): PageMoveOrder {
  const { slabs, moveOrder } = new TestStore(options).store.parts;
  for (const slabClass of [30, 31]) {
    for (let chunk = 0; chunk <= slabs.chunksPerPage(slabClass); chunk++) {
      slabs.popLocked(slabClass);
    }
  }
  slabs.popLocked(32);
  return moveOrder;
}

describe("an order to move a page", () => {
  it("is refused for what it is wrong with", () => {
    const moves = order();
    assert.equal(moves.order(30, 30), MOVE_ANSWER.same);
    assert.equal(moves.order(40, 30), MOVE_ANSWER.badClass);
    assert.equal(moves.order(30, 64), MOVE_ANSWER.badClass);
    assert.equal(moves.order(-2, 30), MOVE_ANSWER.badClass);
    assert.equal(moves.order(32, 30), MOVE_ANSWER.noSpare);
    assert.equal(moves.order(POOL_CLASS, 30), MOVE_ANSWER.noSpare);
    assert.equal(moves.isRunning, false);
    assert.equal(order({ pageMoves: false }).order(30, 31), MOVE_ANSWER.disabled);
  });

  it("stands alone until it is carried out", () => {
    const moves = order();
    assert.equal(moves.start(), undefined);
    assert.equal(moves.order(30, 5), MOVE_ANSWER.ok);
    assert.equal(moves.order(31, 5), MOVE_ANSWER.running);
    assert.deepEqual(moves.start(), { source: 30, target: 5 });
    assert.equal(moves.start(), undefined);
    assert.equal(moves.isRunning, true);
    moves.finish();
    assert.equal(moves.isRunning, false);
  });

  it("takes from any class in turn, never from the target", () => {
    const moves = order();
    const sources = [0, 1, 2].map(() => {
      assert.equal(moves.order(ANY_CLASS, 7), MOVE_ANSWER.ok);
      const { source } = moves.start() ?? {};
      moves.finish();
      return source;
    });
    assert.deepEqual(sources, [30, 31, 30]);
    assert.equal(moves.order(ANY_CLASS, 30), MOVE_ANSWER.ok);
    assert.equal(moves.start()?.source, 31);
    moves.finish();
    assert.equal(new TestStore().store.parts.moveOrder.order(ANY_CLASS, 7), MOVE_ANSWER.badClass);
  });

  it("remembers what stood in the way", () => {
    const moves = order();
    assert.equal(moves.busyStatus, BUSY_STATUS.none);
    moves.busyStatus = BUSY_STATUS.busy_active;
    assert.equal(moves.busyStatus, BUSY_STATUS.busy_active);
  });
});
