/** keys/batch-queue.ts: order, room, the end, and the failure behind what waits. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BatchQueue } from "../../../src/keys/batch-queue.ts";

test("says when it is full, and when there is room again", async () => {
  let roomCount = 0;
  const queue = new BatchQueue<number>(2, () => roomCount++);
  assert.equal(queue.push(1), true);
  assert.equal(queue.push(2), false);
  assert.equal(await queue.next(), 1);
  assert.equal(roomCount, 0);
  assert.equal(await queue.next(), 2);
  assert.equal(roomCount, 1);
});

test("a reader that waits gets the next batch, and undefined at the end", async () => {
  const queue = new BatchQueue<string>(2, () => {});
  const first = queue.next();
  queue.push("a");
  assert.equal(await first, "a");
  const second = queue.next();
  queue.end();
  assert.equal(await second, undefined);
  assert.equal(await queue.next(), undefined);
});

test("what waits is handed over before the failure; the first end counts", async () => {
  const queue = new BatchQueue<string>(2, () => {});
  queue.push("a");
  queue.end(new Error("lost"));
  queue.end();
  assert.equal(await queue.next(), "a");
  await assert.rejects(queue.next(), /lost/);
});
