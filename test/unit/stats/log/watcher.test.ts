/** Watchers come and go: how many there may be, what the threads are told to log, and whose lines are whose. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { WATCHERS_MAX } from "../../../../src/stats/log/log-memory.ts";
import { LOG_TYPE, LOOKUP_STATUS } from "../../../../src/stats/log/log-types.ts";
import { watcherCount } from "../../../../src/stats/log/watched-types.ts";
import { Watcher } from "../../../../src/stats/log/watcher.ts";
import { keyBytes, linesOf, WatchedLog } from "../../../support/watched-log.ts";

test("threads log what somebody watches, as long as somebody does", () => {
  const watched = new WatchedLog();
  assert.ok(!watched.log.wants(LOG_TYPE.fetchers));
  const one = watched.watch(LOG_TYPE.fetchers);
  const other = watched.watch(LOG_TYPE.fetchers | LOG_TYPE.evictions);
  assert.ok(watched.log.wants(LOG_TYPE.fetchers));
  assert.ok(watched.log.wants(LOG_TYPE.evictions));
  assert.ok(!watched.log.wants(LOG_TYPE.mutations));
  other.close();
  assert.ok(watched.log.wants(LOG_TYPE.fetchers));
  assert.ok(!watched.log.wants(LOG_TYPE.evictions));
  one.close();
  assert.ok(!watched.log.wants(LOG_TYPE.fetchers));
});

test("twenty may watch; a place that was left is free once the collector has seen it", () => {
  const { memory, collector } = new WatchedLog();
  const words = new Int32Array(memory.words);
  const watchers: unknown[] = Array.from({ length: WATCHERS_MAX }, () => Watcher.open(memory, LOG_TYPE.fetchers));
  assert.equal(watchers.filter((watcher) => watcher instanceof Watcher).length, WATCHERS_MAX);
  assert.equal(Watcher.open(memory, LOG_TYPE.fetchers), "too many");
  assert.equal(watcherCount(words), WATCHERS_MAX);
  const comeAndGo = (): unknown => {
    (watchers.pop() as Watcher).close();
    const next = Watcher.open(memory, LOG_TYPE.fetchers);
    watchers.push(next);
    return next;
  };
  for (let count = 0; count < 4; count++) {
    assert.ok(comeAndGo() instanceof Watcher);
  }
  assert.equal(comeAndGo(), "failed");
  collector.collect(1);
  assert.ok(Watcher.open(memory, LOG_TYPE.fetchers) instanceof Watcher);
});

test("who comes into a place does not see the lines of who was there before", () => {
  const watched = new WatchedLog();
  const first = watched.watch(LOG_TYPE.fetchers);
  watched.log.lookup(keyBytes("a"), LOOKUP_STATUS.notFound, 0, 0);
  watched.collector.collect(10);
  first.close();
  watched.collector.collect(10);
  assert.deepEqual(linesOf(watched.watch(LOG_TYPE.fetchers)), []);
});
