/** Meta replies: which words echo what, in which order. Lines checked against memcached 1.6.18 unless a comment says else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MetaFacts } from "../../../../src/protocol/meta/facts.ts";
import {
  META_CODE,
  META_ECHO,
  type MetaEcho,
  writeMetaDebug,
  writeMetaStatus,
  writeMetaValueHeader,
} from "../../../../src/protocol/meta/write-reply.ts";
import { Request } from "../../../../src/protocol/request.ts";
import { parseRequest } from "../../../../src/protocol/text/parse-request.ts";
import { bytesOf, TEST_SEED } from "../../../support/parse.ts";
import { writtenBy } from "../../../support/reply.ts";

const FACTS = Object.assign(new MetaFacts(), {
  valueLength: 12,
  ttlBefore: 100,
  ttlAfter: 30,
  casLow: 5,
  casHigh: 1,
  clientFlags: 4294967295,
  lastAccessSeconds: 7,
  hitBefore: true,
});

function status(line: string, echo: MetaEcho, facts: MetaFacts = FACTS, room = 0): string {
  const bytes = bytesOf(`${line}\r\n`);
  const request = new Request(TEST_SEED);
  parseRequest(bytes, 0, bytes.length, request);
  return writtenBy((reply) => writeMetaStatus(reply, META_CODE.HD, echo, bytes, request, facts), room);
}

function withFacts(changes: Partial<MetaFacts>): MetaFacts {
  return Object.assign(new MetaFacts(), FACTS, changes);
}

test("words are echoed in their own order, others are silent", () => {
  assert.equal(status("mg key", META_ECHO.hit), "HD\r\n");
  assert.equal(status("mg key v q u", META_ECHO.hit), "HD\r\n");
  assert.equal(status("mg key  k s   t c f l h ", META_ECHO.hit), "HD kkey s12 t100 c4294967301 f4294967295 l7 h1\r\n");
  assert.equal(status("mg key h Oabc k", META_ECHO.hit, FACTS, 9), "HD h1 Oabc kkey\r\n");
  assert.equal(status("mg key O", META_ECHO.hit), "HD O\r\n");
});

test("t shows the old ttl before T and the new one behind it", () => {
  assert.equal(status("mg key t T30", META_ECHO.hit), "HD t100\r\n");
  assert.equal(status("mg key T30 t", META_ECHO.hit), "HD t30\r\n");
  assert.equal(status("mg key t", META_ECHO.hit, withFacts({ ttlBefore: -1, ttlAfter: -1 })), "HD t-1\r\n");
});

test("each command echoes its own letters", () => {
  const words = "key k s t c f l h O1";
  assert.equal(status(`mg ${words}`, META_ECHO.key), "HD kkey O1\r\n");
  assert.equal(status(`mg ${words}`, META_ECHO.stored), "HD kkey s12 c4294967301 O1\r\n");
  assert.equal(status(`ma ${words}`, META_ECHO.number), "HD kkey t100 c4294967301 O1\r\n");
});

test("a binary key is shown as base64 with b, at the place of k", () => {
  const facts = withFacts({ keyIsBinary: true });
  assert.equal(status("mg Zm9v b k O1", META_ECHO.hit, facts), "HD kZm9v b O1\r\n");
  assert.equal(status("mg foo O1 k", META_ECHO.hit, facts), "HD O1 kZm9v b\r\n");
  assert.equal(status("mg Zm9v b k", META_ECHO.hit), "HD kfoo\r\n");
  const longest = Buffer.alloc(186, 0xfe).toString("base64");
  assert.equal(status(`mg ${longest} b k`, META_ECHO.key, facts), `HD k${longest} b\r\n`);
});

test("Z, X and W stand behind the echoes, on a mg hit only", () => {
  const marks = (changes: Partial<MetaFacts>) => status("mg key t", META_ECHO.hit, withFacts(changes));
  assert.equal(marks({ won: true }), "HD t100 W\r\n");
  assert.equal(marks({ tokenSent: true }), "HD t100 Z\r\n");
  assert.equal(marks({ stale: true, won: true }), "HD t100 X W\r\n");
  assert.equal(marks({ stale: true, tokenSent: true }), "HD t100 Z X\r\n");
  assert.equal(status("ms key 1 c", META_ECHO.stored, withFacts({ stale: true, won: true })), "HD c4294967301\r\n");
});

test("codes and value headers", () => {
  const request = new Request(TEST_SEED);
  const none = bytesOf("");
  for (const [name, code] of Object.entries(META_CODE)) {
    assert.equal(
      writtenBy((reply) => writeMetaStatus(reply, code, META_ECHO.key, none, request, FACTS)),
      `${name}\r\n`,
    );
  }
  assert.equal(
    writtenBy((reply) => writeMetaValueHeader(reply, 1048576, META_ECHO.hit, none, request, FACTS)),
    "VA 1048576\r\n",
  );
});

test("me shows an item on one line, a binary key in base64 without b", () => {
  const request = new Request(TEST_SEED);
  const bytes = bytesOf("me foo\r\n");
  parseRequest(bytes, 0, bytes.length, request);
  const debug = (changes: Partial<MetaFacts>) =>
    writtenBy((reply) => writeMetaDebug(reply, request, withFacts(changes), { slabClass: 1, itemSize: 65 }));
  assert.equal(debug({}), "ME foo exp=100 la=7 cas=4294967301 fetch=yes cls=1 size=65\r\n");
  assert.equal(
    debug({ keyIsBinary: true, ttlBefore: -1, hitBefore: false }),
    "ME Zm9v exp=-1 la=7 cas=4294967301 fetch=no cls=1 size=65\r\n",
  );
});
