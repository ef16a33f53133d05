/** The lines of `watch`, to memcached's letter (logger.c): `ts=SECONDS.MICROSECONDS gid=N type=NAME ` and what the entry tells. */
import { encodeUri } from "../../base/uri.ts";
import type { RecordRing } from "../../memory/record-ring.ts";
import { LOG_ENTRIES, LOG_ENTRY, LOG_WORDS, type LogEntryKind } from "./log-types.ts";
import { ENTRY_HEAD_BYTES } from "./thread-log.ts";

const US_PER_SECOND = 1_000_000;

/** A record of a ring, while it has not been dropped. */
export interface LoggedEntry {
  readonly kind: LogEntryKind;
  readonly unixUs: number;
  /** Nine, see the methods of ThreadLog; what is left is 0. */
  readonly numbers: Float64Array;
  readonly text: Buffer;
}

/** The record of `recordBytes` bytes at position `at` of a ring. */
export function readEntry(ring: RecordRing, at: number, recordBytes: number): LoggedEntry {
  const first = at >> 3;
  return {
    kind: ring.floats[first] as LogEntryKind,
    unixUs: ring.floats[first + 1] as number,
    numbers: ring.floats.subarray(first + 2, (at + ENTRY_HEAD_BYTES) >> 3),
    text: ring.bytes.subarray(at + ENTRY_HEAD_BYTES, at + recordBytes),
  };
}

/** The line of an entry, newline included. The microseconds are not padded: memcached's own way. */
export function formatEntry(entry: LoggedEntry, gid: number): string {
  const seconds = Math.floor(entry.unixUs / US_PER_SECOND);
  const rest = entry.unixUs % US_PER_SECOND;
  return `ts=${seconds}.${rest} gid=${gid} type=${LOG_ENTRIES[entry.kind].name} ${FORMATS[entry.kind](entry)}\n`;
}

const FORMATS: Readonly<Record<LogEntryKind, (entry: LoggedEntry) => string>> = {
  [LOG_ENTRY.itemGet]: (entry) => {
    const [status = 0, slabClass, descriptor, size] = entry.numbers;
    return `${key(entry)} status=${LOG_WORDS.lookupStatus[status]} clsid=${slabClass} cfd=${descriptor} size=${size}`;
  },
  [LOG_ENTRY.itemStore]: (entry) => {
    const [status = 0, command = 0, ttl, slabClass, descriptor, size] = entry.numbers;
    const did = `status=${LOG_WORDS.storeStatus[status]} cmd=${LOG_WORDS.storeCommand[command]}`;
    return `${key(entry)} ${did} ttl=${ttl} clsid=${slabClass} cfd=${descriptor} size=${size}`;
  },
  [LOG_ENTRY.deleted]: (entry) => {
    const [command = 0, slabClass, size] = entry.numbers;
    return `${key(entry)} cmd=${LOG_WORDS.deleteCommand[command]} clsid=${slabClass} size=${size}`;
  },
  [LOG_ENTRY.eviction]: (entry) => {
    const [fetched = 0, ttl, idle, slabClass, size] = entry.numbers;
    return `${key(entry)} fetch=${LOG_WORDS.yesNo[fetched]} ttl=${ttl} la=${idle} clsid=${slabClass} size=${size}`;
  },
  [LOG_ENTRY.connNew]: (entry) => `${peer(entry)} cfd=${entry.numbers[0]}`,
  [LOG_ENTRY.connClose]: (entry) => {
    const [descriptor, reason = 0] = entry.numbers;
    return `${peer(entry)} reason=${LOG_WORDS.closeReason[reason]} cfd=${descriptor}`;
  },
  [LOG_ENTRY.connError]: failure,
  [LOG_ENTRY.tlsError]: failure,
  [LOG_ENTRY.crawler]: ({ numbers }) => {
    const [slabClass, lru = 0, lowMark, nextReclaims, sinceRun, nextRun, elapsed, examined, reclaimed] = numbers;
    const queue = `crawler=${slabClass} lru=${LOG_WORDS.lru[lru]} low_mark=${lowMark} next_reclaims=${nextReclaims}`;
    const times = `since_run=${sinceRun} next_run=${nextRun} elapsed=${elapsed}`;
    return `${queue} ${times} examined=${examined} reclaimed=${reclaimed}`;
  },
  [LOG_ENTRY.slabMove]: ({ numbers }) => {
    const [source, target, isMoved = 0] = numbers;
    return `src=${source} dst=${target} state=${LOG_WORDS.okFail[isMoved]}`;
  },
};

function key(entry: LoggedEntry): string {
  return `key=${encodeUri(entry.text, 0, entry.text.length)}`;
}

/** `tcp:1.2.3.4:5`, `tcp6:[::1]:5` and `udp...` name an address; the client of a unix socket has none. */
function peer(entry: LoggedEntry): string {
  const [, transport, address, port] = /^(tcp|udp)6?:\[?(.*?)\]?:(\d+)$/.exec(entry.text.toString("latin1")) ?? [];
  return transport === undefined
    ? "rip=unix rport=0 transport=local"
    : `rip=${address} rport=${port} transport=${transport}`;
}

function failure(entry: LoggedEntry): string {
  return `fd=${entry.numbers[0]} msg=${entry.text.toString("latin1")}`;
}
