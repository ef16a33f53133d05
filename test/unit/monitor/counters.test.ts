/** Numbers that move, and those that only seem to. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { movingCounters } from "../../../src/monitor/counters.ts";
import { testAnswer } from "../../support/rounds.ts";

it("the fastest first; clocks and what stands still are left out", () => {
  const earlier = testAnswer({ stats: { time: 1, cmd_get: 10, cmd_set: 5, curr_items: 9, threads: 4, version: "x" } });
  const stats = { time: 3, cmd_get: 30, cmd_set: 9, curr_items: 1, threads: 4, version: "y" };
  assert.deepEqual(movingCounters(testAnswer({ second: 2, stats }), earlier), [
    { name: "cmd_get", value: 30n, perSecond: 10 },
    { name: "curr_items", value: 1n, perSecond: -4 },
    { name: "cmd_set", value: 9n, perSecond: 2 },
  ]);
});

it("a counter that was reset has no rate, a server that restarted none at all", () => {
  const earlier = testAnswer({ stats: { cmd_get: 10, cmd_set: 5 } });
  const reset = testAnswer({ second: 1, stats: { cmd_get: 2, cmd_set: 6 } });
  assert.deepEqual(
    movingCounters(reset, earlier).map(({ name }) => name),
    ["cmd_set"],
  );
  assert.deepEqual(movingCounters(testAnswer({ second: 1, stats: { pid: 9, cmd_set: 50 } }), earlier), []);
  assert.deepEqual(movingCounters(reset, undefined), []);
});
