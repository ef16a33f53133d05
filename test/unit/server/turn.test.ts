/** Turns: over by the clock, which is looked at once in a while, and never before any work; rounds and the queue. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ROUND_MS, TURN_MS } from "../../../src/server/limits.ts";
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

/** The next round of those that gave way. */
async function nextRound(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test("once a round has lasted, turns end after one request; the next round is a new one", async () => {
  let nowMs = 1;
  const turn = new Turn(() => nowMs);
  for (let connection = 0; connection < 4; connection++) {
    turn.start();
    turn.spend(HEAVY_UNITS);
    assert.equal(turn.isOver(), false);
    nowMs += ROUND_MS / 4;
  }
  turn.start();
  turn.spend(HEAVY_UNITS);
  assert.equal(turn.isOver(), true);
  turn.start();
  assert.equal(turn.isOver(), false, "never before some work");
  turn.request();
  assert.equal(turn.isOver(), true, "one request is enough");
  await nextRound();
  turn.start();
  turn.spend(HEAVY_UNITS);
  assert.equal(turn.isOver(), false);
});

test("who gave way goes on in order, as many as fit a round, at least one", async () => {
  let nowMs = 1;
  const turn = new Turn(() => nowMs);
  const served: string[] = [];
  const taker = (name: string, costMs: number) => ({
    takeTurn: () => {
      served.push(name);
      nowMs += costMs;
    },
  });
  turn.giveWay(taker("a", 1));
  turn.giveWay(taker("b", ROUND_MS));
  turn.giveWay(taker("c", 2 * ROUND_MS));
  turn.giveWay(taker("d", 1));
  assert.deepEqual(served, []);
  await nextRound();
  assert.deepEqual(served, ["a", "b"]);
  await nextRound();
  assert.deepEqual(served, ["a", "b", "c"]);
  await nextRound();
  assert.deepEqual(served, ["a", "b", "c", "d"]);
});

test("who gives way again in a round waits for the next one", async () => {
  const turn = new Turn(() => 1);
  let turns = 0;
  const taker = {
    takeTurn: () => {
      turns++;
      if (turns < 3) {
        turn.giveWay(taker);
      }
    },
  };
  turn.giveWay(taker);
  await nextRound();
  assert.equal(turns, 1);
  await nextRound();
  assert.equal(turns, 2);
});
