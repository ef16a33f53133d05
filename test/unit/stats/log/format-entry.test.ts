/** Every kind of entry from the call that makes it to its line, to the letter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatEntry } from "../../../../src/stats/log/format-entry.ts";
import { CLOSE_REASON, DELETE_COMMAND, LOG_TYPE, LOOKUP_STATUS } from "../../../../src/stats/log/log-types.ts";
import type { ThreadLog } from "../../../../src/stats/log/thread-log.ts";
import { STORE_MODE, STORE_RESULT } from "../../../../src/store/commit.ts";
import { LRU } from "../../../../src/store/item-layout.ts";
import { keyBytes, linesOf, WatchedLog } from "../../../support/watched-log.ts";

const EVERYTHING = Object.values(LOG_TYPE).reduce((all, type) => all | type, 0);

/** The lines that `tell` makes, without time and gid. */
function told(tell: (log: ThreadLog) => void): string[] {
  const watched = new WatchedLog();
  const watcher = watched.watch(EVERYTHING);
  watched.log.descriptor = 24;
  tell(watched.log);
  watched.collector.collect(100);
  return linesOf(watcher).map((line) => line.replace(/^ts=\d{10}\.\d{1,6} gid=\d+ /, ""));
}

test("lookups", () => {
  const lines = told((log) => {
    log.lookup(keyBytes("a"), LOOKUP_STATUS.notFound, 0, 0);
    log.lookup(keyBytes("k%20\x01"), LOOKUP_STATUS.found, 1, 3);
    log.lookup(keyBytes("a"), LOOKUP_STATUS.flushed, 2, 100);
    log.lookup(keyBytes("a"), LOOKUP_STATUS.expired, 2, 100);
  });
  assert.deepEqual(lines, [
    "type=item_get key=a status=not_found clsid=0 cfd=24 size=0\n",
    "type=item_get key=k%2520%01 status=found clsid=1 cfd=24 size=3\n",
    "type=item_get key=a status=flushed clsid=2 cfd=24 size=100\n",
    "type=item_get key=a status=expired clsid=2 cfd=24 size=100\n",
  ]);
});

test("stores: the words are those of the store's results and modes", () => {
  const lines = told((log) => {
    for (const [status, command] of [
      [STORE_RESULT.stored, STORE_MODE.set],
      [STORE_RESULT.notStored, STORE_MODE.add],
      [STORE_RESULT.notStored, STORE_MODE.replace],
      [STORE_RESULT.stored, STORE_MODE.append],
      [STORE_RESULT.noMemory, STORE_MODE.prepend],
      [STORE_RESULT.exists, STORE_MODE.cas],
      [STORE_RESULT.notFound, STORE_MODE.cas],
      [STORE_RESULT.tooLarge, STORE_MODE.set],
    ] as const) {
      log.stored(keyBytes("a"), status, command, 90, 1, 3);
    }
  });
  assert.deepEqual(
    lines.map((line) => /^type=item_store key=a (.*) ttl=90 clsid=1 cfd=24 size=3\n$/.exec(line)?.[1]),
    [
      "status=stored cmd=set",
      "status=not_stored cmd=add",
      "status=not_stored cmd=replace",
      "status=stored cmd=append",
      "status=no_memory cmd=prepend",
      "status=exists cmd=cas",
      "status=not_found cmd=cas",
      "status=too_large cmd=set",
    ],
  );
});

test("deletions and evictions", () => {
  const lines = told((log) => {
    log.deleted(keyBytes("a"), DELETE_COMMAND.delete, 1, 3);
    log.deleted(keyBytes("b"), DELETE_COMMAND.md, 2, 30);
    log.evicted(keyBytes("a"), false, -1, 7, 3, 500);
    log.evicted(keyBytes("a"), true, 100, 0, 3, 500);
  });
  assert.deepEqual(lines, [
    "type=deleted key=a cmd=delete clsid=1 size=3\n",
    "type=deleted key=b cmd=md clsid=2 size=30\n",
    "type=eviction key=a fetch=no ttl=-1 la=7 clsid=3 size=500\n",
    "type=eviction key=a fetch=yes ttl=100 la=0 clsid=3 size=500\n",
  ]);
});

test("connections over every transport", () => {
  const lines = told((log) => {
    log.connectionOpened(24, "tcp:127.0.0.1:40312");
    log.connectionOpened(24, "tcp6:[::1]:40312");
    log.connectionClosed(24, "udp:127.0.0.1:53", CLOSE_REASON.error);
    log.connectionClosed(24, "?:<AF 0>", CLOSE_REASON.normal);
    log.connectionClosed(24, "tcp:1.2.3.4:5", CLOSE_REASON.idleTimeout);
    log.connectionClosed(24, "tcp:1.2.3.4:5", CLOSE_REASON.shutdown);
    log.connectionFailed(24, false, "read failed");
    log.connectionFailed(24, true, "no shared cipher");
  });
  assert.deepEqual(lines, [
    "type=conn_new rip=127.0.0.1 rport=40312 transport=tcp cfd=24\n",
    "type=conn_new rip=::1 rport=40312 transport=tcp cfd=24\n",
    "type=conn_close rip=127.0.0.1 rport=53 transport=udp reason=error cfd=24\n",
    "type=conn_close rip=unix rport=0 transport=local reason=normal cfd=24\n",
    "type=conn_close rip=1.2.3.4 rport=5 transport=tcp reason=idle_timeout cfd=24\n",
    "type=conn_close rip=1.2.3.4 rport=5 transport=tcp reason=shutdown cfd=24\n",
    "type=connerr fd=24 msg=read failed\n",
    "type=conntlserr fd=24 msg=no shared cipher\n",
  ]);
});

test("crawler and page moves", () => {
  const lines = told((log) => {
    log.crawled({
      slabClass: 5,
      lru: LRU.cold,
      lowMark: 1,
      nextReclaims: 2,
      sinceRun: 60,
      nextRun: 65,
      elapsed: 3,
      examined: 1000,
      reclaimed: 12,
    });
    log.pageMoved(1, 2, true);
    log.pageMoved(1, 0, false);
  });
  assert.deepEqual(lines, [
    "type=lru_crawler crawler=5 lru=cold low_mark=1 next_reclaims=2 since_run=60 next_run=65 elapsed=3 examined=1000 reclaimed=12\n",
    "type=slab_move src=1 dst=2 state=ok\n",
    "type=slab_move src=1 dst=0 state=fail\n",
  ]);
});

test("microseconds are not padded", () => {
  const entry = {
    kind: 9,
    unixUs: 1_795_486_378_045_832,
    numbers: new Float64Array(9),
    text: Buffer.alloc(0),
  } as const;
  assert.match(formatEntry(entry, 274), /^ts=1795486378\.45832 gid=274 type=slab_move /);
});
