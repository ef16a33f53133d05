/** Turns: over by the clock, which is looked at once in a while, and never before any work. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TURN_MS } from "../../../src/server/limits.ts";
import { HEAVY_UNITS, Turn } from "../../../src/server/turn.ts";

test("a turn is over after its time, and only work makes it look at the clock", () => {
  let nowMs = 1;
  let looks = 0;
  const turn = new Turn(() => {
    looks++;
    return nowMs;
  });
  turn.start();
  assert.equal(turn.isOver(), false);
  turn.spend(1);
  assert.equal(turn.isOver(), false);
  assert.equal(looks, 0);
  turn.spend(HEAVY_UNITS);
  assert.equal(turn.isOver(), false);
  nowMs += TURN_MS;
  assert.equal(turn.isOver(), false);
  turn.spend(HEAVY_UNITS);
  assert.equal(turn.isOver(), true);
  assert.equal(looks, 2);
  turn.start();
  turn.spend(HEAVY_UNITS);
  assert.equal(turn.isOver(), false);
});
