/** The way of log lines: in order, one batch at a time, never more than a few waiting. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LOG_LINES_MAX } from "../../../src/server/limits.ts";
import { LogQueue } from "../../../src/server/log-queue.ts";

async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test("lines go in batches, the next one when the last has been written", async () => {
  const batches: (readonly string[])[] = [];
  const queue = new LogQueue((lines) => batches.push(lines));
  queue.add("a");
  queue.add("b");
  await nextTurn();
  queue.add("c");
  await nextTurn();
  assert.deepEqual(batches, [["a", "b"]]);
  queue.written();
  assert.deepEqual(batches, [["a", "b"], ["c"]]);
  queue.written();
  queue.add("d");
  await nextTurn();
  assert.deepEqual(batches, [["a", "b"], ["c"], ["d"]]);
});

test("a flood is cut and counted while nobody writes", async () => {
  const batches: (readonly string[])[] = [];
  const queue = new LogQueue((lines) => batches.push(lines));
  queue.add("first");
  await nextTurn();
  for (let count = 0; count < LOG_LINES_MAX + 7; count++) {
    queue.add("flood");
  }
  queue.written();
  assert.equal(batches[1]?.length, LOG_LINES_MAX + 1);
  assert.match(batches[1]?.at(-1) ?? "", /^\(7 lines of the log were dropped/);
});
