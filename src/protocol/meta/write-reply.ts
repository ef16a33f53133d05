/**
 * Meta replies:
 *
 *     HD|EN|NF|NS|EX FLAGS*\r\n
 *     VA SIZE FLAGS*\r\n       followed by SIZE bytes of data and \r\n
 *     ME KEY exp=... la=... cas=... fetch=... cls=... size=...\r\n
 *
 * The flags of a reply come in the order of the request's words: O is copied, k s t c f l h carry a fact, the other
 * letters echo nothing. Behind them a mg hit adds Z, X and W. One space stands before each, nothing else.
 */
import { DECIMAL_BYTES_MAX, writeDecimal } from "../../base/ascii.ts";
import { UINT64_DIGITS_MAX, writeUint64 } from "../../base/uint64.ts";
import type { ReplyBuffer } from "../reply-buffer.ts";
import type { Request } from "../request.ts";
import { CRLF } from "../text/replies.ts";
import { base64Length, encodeBase64 } from "./base64.ts";
import type { MetaFacts } from "./facts.ts";
import { FLAG, isLower, letterBit, maskOf } from "./letters.ts";

/** The two bytes that open a reply. */
export const META_CODE = {
  HD: 0x4448,
  EN: 0x4e45,
  NF: 0x464e,
  NS: 0x534e,
  EX: 0x5845,
} as const;

/** One of {@link META_CODE}: the two letters, the first in the low byte. */
export type MetaCode = (typeof META_CODE)[keyof typeof META_CODE];

/** Which lower-case flags a reply echoes; O always is. */
export const META_ECHO = {
  /** mg hit. */
  hit: maskOf("kstcflh"),
  /** mg miss, md, and ma without an item. */
  key: maskOf("k"),
  /** ms, whatever its code. */
  stored: maskOf("kcs"),
  /** ma with an item. */
  number: maskOf("ktc"),
} as const;

/** One of {@link META_ECHO}. */
export type MetaEcho = (typeof META_ECHO)[keyof typeof META_ECHO];

const SPACE = 32;
/** Where the words lie is all the writers need of a request; `argsBytes` are the bytes its line was parsed from. */
type MetaWords = Pick<Request, "keyBytes" | "keyStart" | "keyLength" | "argsStart" | "argsEnd">;

/** Writes a reply line without a value, for instance `HD O1 c5`. */
export function writeMetaStatus(
  reply: ReplyBuffer,
  code: MetaCode,
  echo: MetaEcho,
  argsBytes: Uint8Array,
  request: MetaWords,
  facts: MetaFacts,
): void {
  reply.reserve(2);
  reply.bytes[reply.length] = code & 0xff;
  reply.bytes[reply.length + 1] = code >>> 8;
  reply.length += 2;
  finish(reply, echo, argsBytes, request, facts);
}

/** Writes `VA SIZE FLAGS*`; the caller appends `valueLength` bytes of value and CRLF. */
export function writeMetaValueHeader(
  reply: ReplyBuffer,
  valueLength: number,
  echo: MetaEcho,
  argsBytes: Uint8Array,
  request: MetaWords,
  facts: MetaFacts,
): void {
  reply.reserve(3 + DECIMAL_BYTES_MAX);
  const bytes = reply.bytes;
  bytes[reply.length] = 86; // VA
  bytes[reply.length + 1] = 65;
  bytes[reply.length + 2] = SPACE;
  reply.length = writeDecimal(bytes, reply.length + 3, valueLength);
  finish(reply, echo, argsBytes, request, facts);
}

function finish(reply: ReplyBuffer, echo: MetaEcho, argsBytes: Uint8Array, request: MetaWords, facts: MetaFacts): void {
  if (request.argsStart < request.argsEnd) {
    writeEchoes(reply, echo, argsBytes, request, facts);
  }
  if (echo === META_ECHO.hit) {
    writeMarks(reply, facts);
  }
  reply.append(CRLF);
}

/** Walks the request's flag words and writes what each of them echoes. */
function writeEchoes(
  reply: ReplyBuffer,
  echo: MetaEcho,
  argsBytes: Uint8Array,
  request: MetaWords,
  facts: MetaFacts,
): void {
  const end = request.argsEnd;
  let ttl = facts.ttlBefore;
  let at = request.argsStart;
  while (at < end) {
    const letter = argsBytes[at] as number;
    if (letter === SPACE) {
      at++;
      continue;
    }
    const start = at;
    while (at < end && argsBytes[at] !== SPACE) {
      at++;
    }
    if (letter === FLAG.setTtl) {
      ttl = facts.ttlAfter;
    } else if (letter === FLAG.vivify && facts.created) {
      ttl = facts.ttlCreated;
    } else if (letter === FLAG.opaque) {
      writeLetter(reply, letter);
      reply.appendRange(argsBytes, start + 1, at - start - 1);
    } else if (isLower(letter) && (echo & letterBit(letter)) !== 0) {
      writeLetter(reply, letter);
      writeFact(reply, letter, ttl, request, facts);
    }
  }
}

/** Writes a space and the letter. */
function writeLetter(reply: ReplyBuffer, letter: number): void {
  reply.reserve(2 + UINT64_DIGITS_MAX);
  reply.bytes[reply.length] = SPACE;
  reply.bytes[reply.length + 1] = letter;
  reply.length += 2;
}

/** Writes what stands behind an echoed letter; {@link writeLetter} has made room for a number. */
function writeFact(reply: ReplyBuffer, letter: number, ttl: number, request: MetaWords, facts: MetaFacts): void {
  const bytes = reply.bytes;
  switch (letter) {
    case FLAG.key:
      writeKey(reply, request, facts.keyIsBinary);
      if (facts.keyIsBinary) {
        writeLetter(reply, FLAG.base64Key);
      }
      break;
    case FLAG.size:
      reply.length = writeDecimal(bytes, reply.length, facts.valueLength);
      break;
    case FLAG.ttl:
      reply.length = writeDecimal(bytes, reply.length, ttl);
      break;
    case FLAG.cas:
      reply.length = writeUint64(bytes, reply.length, facts.casLow, facts.casHigh);
      break;
    case FLAG.clientFlags:
      reply.length = writeDecimal(bytes, reply.length, facts.clientFlags);
      break;
    case FLAG.lastAccess:
      reply.length = writeDecimal(bytes, reply.length, facts.lastAccessSeconds);
      break;
    case FLAG.hitBefore:
      reply.length = writeDecimal(bytes, reply.length, facts.hitBefore ? 1 : 0);
      break;
  }
}

function writeKey(reply: ReplyBuffer, request: MetaWords, asBase64: boolean): void {
  if (!asBase64) {
    reply.appendRange(request.keyBytes, request.keyStart, request.keyLength);
    return;
  }
  reply.reserve(base64Length(request.keyLength));
  reply.length = encodeBase64(request.keyBytes, request.keyStart, request.keyLength, reply.bytes, reply.length);
}

/** Z, X and W of a mg hit. */
function writeMarks(reply: ReplyBuffer, facts: MetaFacts): void {
  if (facts.tokenSent) {
    writeLetter(reply, 90);
  }
  if (facts.stale) {
    writeLetter(reply, 88);
  }
  if (facts.won) {
    writeLetter(reply, 87);
  }
}

/** What `me` tells beyond {@link MetaFacts}. */
export interface MetaDebugFacts {
  readonly slabClass: number;
  /** The item's size as memcached accounts it, in bytes. */
  readonly itemSize: number;
}

/**
 * Writes the reply of `me`: `ttlBefore`, `lastAccessSeconds`, the cas and `hitBefore` of `facts` are shown. A binary key
 * is shown as base64, without a b (as memcached does).
 */
export function writeMetaDebug(reply: ReplyBuffer, request: MetaWords, facts: MetaFacts, debug: MetaDebugFacts): void {
  reply.appendText("ME ");
  writeKey(reply, request, facts.keyIsBinary);
  reply.appendText(` exp=${facts.ttlBefore} la=${facts.lastAccessSeconds} cas=`);
  reply.reserve(UINT64_DIGITS_MAX);
  reply.length = writeUint64(reply.bytes, reply.length, facts.casLow, facts.casHigh);
  const fetched = facts.hitBefore ? "yes" : "no";
  reply.appendText(` fetch=${fetched} cls=${debug.slabClass} size=${debug.itemSize}\r\n`);
}
