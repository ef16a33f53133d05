/** The region as other threads receive it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { pagesOf } from "../../../src/memory/segments.ts";
import { ThreadCounters } from "../../../src/stats/thread-counters.ts";
import { createRegion, type StoreRegion } from "../../../src/store/region.ts";
import { Store } from "../../../src/store/store.ts";
import { TEST_START, TestStore } from "../../support/test-store.ts";

it("survives being posted: two stores see the same items", () => {
  const test = new TestStore();
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(test.region);
  const received = receiveMessageOnPort(port2)?.message as StoreRegion;
  port1.close();
  const other = Store.attach(received, 1, ThreadCounters.attach(ThreadCounters.create(2), 1));
  test.set("a", "shared");
  const hash = test.withItem("a", (_ref, found) => found) ?? 0;
  other.lock(hash);
  const ref = other.findLocked(Buffer.from("a"), 0, 1, hash);
  const target = Buffer.alloc(8);
  other.readValue(ref, 0, target, 0, 8);
  other.unlock(hash);
  assert.equal(target.toString(), "shared\r\n");
});

it("has room for the limit, one page per class, and the page that is never used", () => {
  const region = createRegion({ startTimeUnix: TEST_START, memoryLimitBytes: 64 * 1024 * 1024 });
  assert.ok(pagesOf(region.segments) >= 64 + 39 + 1);
});

it("has room for a limit that is raised later", () => {
  const limits = { memoryLimitBytes: 64 * 1024 * 1024, memoryLimitBytesMax: 3 * 1024 ** 3 };
  const region = createRegion({ startTimeUnix: TEST_START, ...limits });
  assert.ok(pagesOf(region.segments) >= 3 * 1024 + 39 + 1);
});

it("may grow its table to a bucket for each of the smallest chunks", () => {
  const region = createRegion({ startTimeUnix: TEST_START, hashPower: 12 });
  assert.ok(region.table.byteLength / 4 >= (64 * 1024 * 1024) / 96);
});
