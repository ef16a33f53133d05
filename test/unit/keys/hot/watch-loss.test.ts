/** keys/hot/watch-loss.ts: what the counters of a server say about what we missed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lostBetween, readLossCounters } from "../../../../src/keys/hot/watch-loss.ts";

const COUNTERS = { dropped: 10, skipped: 100, watchers: 1 };

test("drops of worker threads count, skips by the better of two numbers when we are alone", () => {
  assert.equal(lostBetween(COUNTERS, COUNTERS, 0), 0);
  assert.equal(lostBetween(COUNTERS, { ...COUNTERS, dropped: 13 }, 0), 3);
  assert.equal(lostBetween(COUNTERS, { ...COUNTERS, skipped: 150 }, 20), 50);
  assert.equal(lostBetween(COUNTERS, { ...COUNTERS, skipped: 150 }, 60), 60);
});

test("skips of others are not ours", () => {
  assert.equal(lostBetween(COUNTERS, { ...COUNTERS, skipped: 150, watchers: 2 }, 20), 20);
  assert.equal(lostBetween(COUNTERS, { ...COUNTERS, skipped: 150, watchers: undefined }, 20), 20);
});

test("a server that was restarted, or has no such counters, has lost nothing that we know of", () => {
  assert.equal(lostBetween(COUNTERS, { dropped: 0, skipped: 0, watchers: 1 }, 0), 0);
  assert.deepEqual(readLossCounters([{ name: "pid", value: "1" }]), { dropped: 0, skipped: 0, watchers: undefined });
  assert.deepEqual(
    readLossCounters([
      { name: "log_worker_dropped", value: "1" },
      { name: "log_watcher_skipped", value: "2" },
      { name: "log_watchers", value: "3" },
    ]),
    { dropped: 1, skipped: 2, watchers: 3 },
  );
});
