/** keys/key-scan.ts: walking class by class, going on later, waiting for another crawl, falling back, being stopped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../src/base/clock.ts";
import { KeyScan, type KeyScanOptions } from "../../../src/keys/key-scan.ts";
import { AFTER_LAST_CLASS } from "../../../src/keys/walk-plan.ts";
import { type DumpScript, scriptedStats, startDumpServer } from "../../support/dump-server.ts";

interface Scanned {
  readonly keys: string[];
  readonly notices: string[];
  readonly asked: string[];
  readonly scan: KeyScan;
  readonly error: unknown;
}

/** Scans a scripted server to its end; waiting takes no time. @param onBatch may stop the scan */
async function scanScripted(
  script: DumpScript,
  options: Partial<KeyScanOptions> = {},
  onBatch: (scan: KeyScan) => void = () => {},
): Promise<Scanned> {
  const asked: string[] = [];
  const notices: string[] = [];
  const server = await startDumpServer(script, asked);
  let aheadMs = 0;
  const clock = {
    unixMs: systemClock.unixMs,
    monotonicMs: () => systemClock.monotonicMs() + aheadMs,
    sleep: async (ms: number) => {
      aheadMs += ms;
    },
  };
  const scan = new KeyScan(server.address, {
    connectTimeoutMs: 5000,
    silenceTimeoutMs: 60_000,
    clock,
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  const keys: string[] = [];
  let failure: unknown;
  try {
    for await (const batch of scan.batches()) {
      keys.push(...batch.map(({ key }) => key.toString("latin1")));
      onBatch(scan);
    }
  } catch (error) {
    failure = error;
  }
  await server.close();
  return { keys, notices, asked: asked.filter((line) => line.includes("dump")), scan, error: failure };
}

const TWO_CLASSES: DumpScript = {
  ...scriptedStats({ 3: 2, 12: 1 }),
  "lru_crawler metadump 3": "key=a exp=-1\nkey=b exp=-1\nEND\r\n",
  "lru_crawler metadump 12": "OK\r\nkey=c exp=-1\nEND\r\n",
};

test("walks class by class and knows the server's clock", async () => {
  const { keys, scan, asked, error, notices } = await scanScripted(TWO_CLASSES);
  assert.equal(error, undefined);
  assert.deepEqual(keys, ["a", "b", "c"]);
  assert.deepEqual(asked, ["lru_crawler metadump 3", "lru_crawler metadump 12"]);
  assert.deepEqual(notices, []);
  assert.deepEqual([scan.seenCount, scan.expectedCount, scan.source], [3, 3, "metadump"]);
  assert.ok(scan.isComplete && scan.nowS >= 1_700_000_000 && scan.nowS < 1_700_000_600);
});

test("a stopped scan says where to go on, and another one goes on there", async () => {
  const stopped = await scanScripted(TWO_CLASSES, {}, (scan) => {
    if (scan.seenCount === 3) {
      scan.stop();
    }
  });
  assert.equal(stopped.error, undefined);
  assert.equal(stopped.scan.isComplete, false);
  assert.equal(stopped.scan.resumeClass, 12);
  assert.ok(stopped.scan.hasFinishedClasses);
  const rest = await scanScripted(TWO_CLASSES, { fromClass: 12 });
  assert.deepEqual(rest.keys, ["c"]);
  assert.equal(rest.scan.expectedCount, 1);
  assert.equal(rest.scan.resumeClass, AFTER_LAST_CLASS);
  assert.deepEqual((await scanScripted(TWO_CLASSES, { onlyClass: 3 })).keys, ["a", "b"]);
});

test("waits for another crawl, says so when it takes long, and gives up in the end", async () => {
  const busy = "BUSY currently processing crawler request\r\n";
  const script: DumpScript = {
    ...scriptedStats({ 3: 1 }),
    "lru_crawler metadump 3": (socket, count) => socket.write(count < 9 ? busy : "key=a exp=-1\nEND\r\n"),
  };
  const patient = await scanScripted(script);
  assert.deepEqual(patient.keys, ["a"]);
  assert.match(patient.notices.join(), /^127\.0\.0\.1:\d+ is busy with another crawl: waiting for its end$/);
  const hurried = await scanScripted(script, { busyTimeoutMs: 100 });
  assert.equal((hurried.error as { code: string }).code, "SERVER");
  assert.match(String(hurried.error), /busy with another crawl/);
  assert.equal(hurried.scan.resumeClass, 3);
});

test("without metadump, or with the crawler off, it falls back to cachedump and says so", async () => {
  const fallback = {
    "stats cachedump 3 0": "ITEM a [5 b; 0 s]\r\nEND\r\n",
    "stats cachedump 12 0": "ITEM c [5 b; 1800000000 s]\r\nEND\r\n",
  };
  const old = await scanScripted({ ...scriptedStats({ 3: 2, 12: 1 }), ...fallback });
  assert.deepEqual(old.keys, ["a", "c"]);
  assert.match(old.notices.join(), /has no lru_crawler metadump .*at most 2 MB a slab class/);
  assert.ok(old.scan.isComplete);
  assert.equal(old.scan.source, "cachedump");
  const disabled = { "lru_crawler metadump 3": "CLIENT_ERROR lru crawler disabled\r\n" };
  const off = await scanScripted({ ...scriptedStats({ 3: 2, 12: 1 }), ...fallback, ...disabled });
  assert.deepEqual(off.keys, ["a", "c"]);
  assert.match(off.notices.join(), /crawler switched off/);
});

test("a class that has become empty is no error; a server that lists nothing is", async () => {
  const empty = { ...TWO_CLASSES, "lru_crawler metadump 3": "NOTSTARTED no items to crawl\r\n" };
  assert.deepEqual((await scanScripted(empty)).keys, ["c"]);
  assert.deepEqual((await scanScripted(scriptedStats({}))).keys, []);
  const shut = { ...TWO_CLASSES, "lru_crawler metadump 3": "ERROR metadump not allowed\r\n" };
  const { error } = await scanScripted(shut);
  assert.equal((error as { code: string }).code, "REFUSED");
  assert.match(String(error), /does not let its keys be listed: ERROR metadump not allowed/);
});

test("an exact scan walks the hash table, and the queues of servers that do not know how", async () => {
  const script = {
    ...TWO_CLASSES,
    "lru_crawler metadump hash": "OK\r\nkey=c exp=-1 cls=12\nkey=a exp=-1 cls=3\nEND\r\n",
  };
  const exact = await scanScripted(script, { isExact: true });
  assert.deepEqual(exact.keys, ["c", "a"]);
  assert.deepEqual(exact.asked, ["lru_crawler metadump hash"]);
  assert.ok(exact.scan.isComplete);
  assert.deepEqual((await scanScripted(script, { isExact: true, onlyClass: 3 })).keys, ["a"]);
  const older = { ...TWO_CLASSES, "lru_crawler metadump hash": "BADCLASS invalid class id\r\n" };
  assert.deepEqual((await scanScripted(older, { isExact: true })).keys, ["a", "b", "c"]);
  const old = { ...scriptedStats({ 3: 2 }), "stats cachedump 3 0": "ITEM a [5 b; 0 s]\r\nEND\r\n" };
  const oldest = await scanScripted(old, { isExact: true });
  assert.deepEqual(oldest.keys, ["a"]);
  assert.equal(oldest.notices.length, 1);
});

test("a connection lost in the middle is an error, and what came before it stays usable", async () => {
  const script: DumpScript = { ...TWO_CLASSES, "lru_crawler metadump 12": (socket) => socket.end("key=c exp=-1\n") };
  const { keys, error, scan } = await scanScripted(script);
  assert.deepEqual(keys, ["a", "b", "c"]);
  assert.equal((error as { code: string }).code, "DISCONNECTED");
  assert.equal(scan.resumeClass, 12);
});
