/** protocol/text/parse-log-line.ts: lines as memcached 1.6.18 and 1.6.45 write them, and lines that are none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LOG_LINE, LogLine, parseLogLine } from "../../../src/protocol/text/parse-log-line.ts";

interface Read {
  kind: number;
  key: string;
  isGood: boolean;
  sizeBytes: number;
}

/** Parses a line that stands in the middle of others. */
function parse(text: string): Read {
  const bytes = Buffer.from(`before\n${text}\nbehind type=item_get key=x`, "latin1");
  const line = new LogLine();
  parseLogLine(bytes, 7, 7 + text.length, line);
  const { kind, keyStart, keyEnd, isGood, sizeBytes } = line;
  return { kind, key: bytes.toString("latin1", keyStart, keyEnd), isGood, sizeBytes };
}

const PREFIX = "ts=1795657901.151996 gid=4";

test("gets: found, and the three ways not to find", () => {
  const get = (status: string, size: number) =>
    parse(`${PREFIX} type=item_get key=a%20b status=${status} clsid=1 cfd=19 size=${size}`);
  assert.deepEqual(get("found", 300), { kind: LOG_LINE.get, key: "a%20b", isGood: true, sizeBytes: 300 });
  for (const status of ["not_found", "flushed", "expired"]) {
    assert.deepEqual(get(status, 0), { kind: LOG_LINE.get, key: "a%20b", isGood: false, sizeBytes: 0 }, status);
  }
});

test("stores: stored, and what else becomes of them", () => {
  const store = (status: string) =>
    parse(`${PREFIX} type=item_store key=k status=${status} cmd=set ttl=100 clsid=1 cfd=19 size=3`);
  assert.deepEqual(store("stored"), { kind: LOG_LINE.store, key: "k", isGood: true, sizeBytes: 3 });
  for (const status of ["not_stored", "exists", "not_found", "too_large", "no_memory"]) {
    assert.equal(store(status).isGood, false, status);
  }
});

test("deletions and evictions; one without a size, one with a space at the end", () => {
  assert.deepEqual(parse(`${PREFIX} type=deleted key=a cmd=md clsid=1 size=3 `), {
    kind: LOG_LINE.deletion,
    key: "a",
    isGood: true,
    sizeBytes: 3,
  });
  const eviction = (fetch: string) => parse(`${PREFIX} type=eviction key=a fetch=${fetch} ttl=-1 la=2 clsid=1 size=70`);
  assert.deepEqual(eviction("yes"), { kind: LOG_LINE.eviction, key: "a", isGood: true, sizeBytes: 70 });
  assert.deepEqual(eviction("no"), { kind: LOG_LINE.eviction, key: "a", isGood: false, sizeBytes: 70 });
  // memcached before 1.5: nothing stands behind the status.
  assert.deepEqual(parse(`${PREFIX} type=item_get key=a status=found`), {
    kind: LOG_LINE.get,
    key: "a",
    isGood: true,
    sizeBytes: 0,
  });
  assert.equal(parse(`${PREFIX} type=item_get key=a`).key, "a");
});

test("skipped lines tell how many", () => {
  const line = new LogLine();
  const bytes = Buffer.from("skipped=1742");
  parseLogLine(bytes, 0, bytes.length, line);
  assert.equal(line.kind, LOG_LINE.skipped);
  assert.equal(line.skippedCount, 1742);
});

test("lines without a key, and of types that may come", () => {
  for (const text of [
    "",
    "OK",
    "ERROR",
    `${PREFIX} type=conn_new rip=127.0.0.1 rport=1 transport=tcp cfd=3`,
    `${PREFIX} type=item_got key=a status=found`,
    `${PREFIX} type=item_get`,
    `${PREFIX} type=item_get yek=a`,
    "type=item_get key=a status=found",
  ]) {
    assert.equal(parse(text).kind, LOG_LINE.other, text);
  }
});

test("no bytes make it throw or read beyond its line", () => {
  const line = new LogLine();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(5), (random, cut) => {
      const bytes = Buffer.concat([Buffer.from(`${PREFIX} type=item_get key=`).subarray(0, 50 - cut * 10), random]);
      parseLogLine(bytes, 0, bytes.length, line);
      if (line.kind !== LOG_LINE.other && line.kind !== LOG_LINE.skipped) {
        assert.ok(line.keyStart <= line.keyEnd && line.keyEnd <= bytes.length);
      }
    }),
  );
});
