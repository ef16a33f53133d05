/** draw: a fresh record is a plain get of key 0, with room for the keys it was asked for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { OPERATION } from "../../../../src/bench/workload/operations.ts";

test("a get of key 0 on the first server that compares with nothing", () => {
  const { keys, ...rest } = new Draw();
  assert.deepEqual(rest, {
    operation: OPERATION.get,
    key: 0,
    server: 0,
    isCounterStart: false,
    casHigh: 0,
    casLow: 0,
    version: 0,
  });
  assert.equal(keys.length, 1);
});

test("room for as many keys as a request asks for, up to the largest key number", () => {
  const { keys } = new Draw(100);
  keys.fill(2 ** 31 - 1);
  assert.deepEqual([keys.length, keys[99]], [100, 2 ** 31 - 1]);
});
