/** A thread's log: silent until somebody watches. What it tells: format-entry.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LOG_TYPE, LOOKUP_STATUS } from "../../../../src/stats/log/log-types.ts";
import { ThreadLog } from "../../../../src/stats/log/thread-log.ts";
import { keyBytes, linesOf, WatchedLog } from "../../../support/watched-log.ts";

test("a silent log wants nothing and takes nothing", () => {
  const log = ThreadLog.silent();
  assert.ok(!log.wants(-1));
  log.lookup(keyBytes("a"), LOOKUP_STATUS.found, 1, 1);
});

test("entries carry the time at which they were made", () => {
  const watched = new WatchedLog();
  const watcher = watched.watch(LOG_TYPE.sysevents);
  const before = Date.now() / 1000;
  watched.log.pageMoved(1, 2, true);
  watched.collector.collect(1);
  const after = Date.now() / 1000;
  const seconds = Number(/^ts=(\d+)\./.exec(linesOf(watcher)[0] as string)?.[1]);
  assert.ok(seconds >= Math.floor(before) - 1 && seconds <= after + 1);
});

test("a key of which a part of the buffer is the key, and a message that is too long", () => {
  const watched = new WatchedLog();
  const watcher = watched.watch(LOG_TYPE.fetchers | LOG_TYPE.connevents);
  watched.log.lookup({ ...keyBytes("get abc\r\n"), start: 4, length: 3 }, LOOKUP_STATUS.notFound, 0, 0);
  watched.log.connectionFailed(7, false, "m".repeat(5000));
  watched.collector.collect(2);
  const [lookup, failure] = linesOf(watcher);
  assert.match(lookup as string, / key=abc status/);
  assert.match(failure as string, / fd=7 msg=m{500}\n$/);
});
