/** From the threads to the watchers: who gets what, and what is lost on the way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LOG_TYPE, LOOKUP_STATUS } from "../../../../src/stats/log/log-types.ts";
import { keyBytes, linesOf, WatchedLog } from "../../../support/watched-log.ts";

function lookUp(watched: WatchedLog, key: string): void {
  watched.log.lookup(keyBytes(key), LOOKUP_STATUS.notFound, 0, 0);
}

test("each watcher gets the types it asked for, under one number an entry", () => {
  const watched = new WatchedLog();
  const fetchers = watched.watch(LOG_TYPE.fetchers);
  const both = watched.watch(LOG_TYPE.fetchers | LOG_TYPE.deletions);
  const rawcmds = watched.watch(LOG_TYPE.rawcmds);
  lookUp(watched, "a");
  watched.log.deleted(keyBytes("a"), 0, 1, 1);
  assert.equal(watched.collector.collect(100), 2);
  const ofFetchers = linesOf(fetchers);
  const ofBoth = linesOf(both);
  assert.equal(ofFetchers.length, 1);
  assert.equal(ofBoth.length, 2);
  assert.equal(ofBoth[0], ofFetchers[0]);
  assert.match(ofFetchers[0] as string, / gid=1 type=item_get /);
  assert.match(ofBoth[1] as string, / gid=2 type=deleted /);
  assert.deepEqual(linesOf(rawcmds), []);
  assert.equal(watched.counted("log_worker_written"), 2);
  assert.equal(watched.counted("log_watcher_sent"), 3);
});

test("a watcher that does not read loses lines, is told how many, and the others lose none", () => {
  const watched = new WatchedLog(4096, 600);
  const slow = watched.watch(LOG_TYPE.fetchers);
  const quick = watched.watch(LOG_TYPE.fetchers);
  let quickLines = 0;
  for (let round = 0; round < 20; round++) {
    lookUp(watched, `key${round}`);
    watched.collector.collect(100);
    quickLines += linesOf(quick).length;
  }
  assert.equal(quickLines, 20);
  const seen = linesOf(slow).length;
  assert.ok(seen > 0 && seen < 10);
  assert.equal(watched.counted("log_watcher_skipped"), 20 - seen);
  lookUp(watched, "after");
  watched.collector.collect(100);
  assert.match(linesOf(slow).join(""), new RegExp(`^skipped=${20 - seen}\nts=\\S+ gid=21 type=item_get key=after `));
  lookUp(watched, "later");
  watched.collector.collect(100);
  assert.match(linesOf(slow).join(""), /^ts=/);
});

test("a thread that is too far ahead drops entries and counts them", () => {
  const watched = new WatchedLog(1024);
  watched.watch(LOG_TYPE.fetchers);
  for (let count = 0; count < 50; count++) {
    lookUp(watched, "a");
  }
  const collected = watched.collector.collect(100);
  assert.equal(watched.counted("log_worker_written"), collected);
  assert.equal(watched.counted("log_worker_dropped"), 50 - collected);
  assert.ok(collected > 0 && collected < 50);
});

test("so much in one go as it is told; the rest later", () => {
  const watched = new WatchedLog();
  const watcher = watched.watch(LOG_TYPE.fetchers);
  for (let count = 0; count < 5; count++) {
    lookUp(watched, "a");
  }
  assert.equal(watched.collector.collect(3), 3);
  assert.equal(watched.collector.collect(3), 2);
  assert.equal(linesOf(watcher).length, 5);
});
