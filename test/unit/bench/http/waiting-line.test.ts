/** The line of requests that wait for a connection: first in, first out, however many. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { WaitingLine } from "../../../../src/bench/http/waiting-line.ts";

test("requests leave in the order they came, and the line forgets those that left", () => {
  const line = new WaitingLine();
  let next = 0;
  for (let round = 0; round < 20; round++) {
    for (let count = 0; count < 1000; count++) {
      line.push({ request: 0, key: round * 1000 + count, dueMs: round });
    }
    for (let count = 0; count < 990; count++) {
      assert.equal(line.oldest?.key, next);
      assert.equal(line.shift()?.key, next++);
    }
  }
  assert.equal(line.count, 200);
});

test("an empty line has no oldest", () => {
  const line = new WaitingLine();
  assert.deepEqual([line.count, line.oldest, line.shift()], [0, undefined, undefined]);
});
