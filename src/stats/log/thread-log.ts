/**
 * What one thread tells watchers. Nobody watching costs a load and a branch: callers ask {@link ThreadLog.wants} first. Entries
 * are numbers and a text; they become lines where they are read.
 *
 * A record: eleven 64-bit floats (kind, microseconds of Unix time, nine numbers), then the text (a key, an address, a message).
 */
import { unixMicroseconds } from "../../base/clock.ts";
import { copyBytes } from "../../memory/copy.ts";
import { RecordRing } from "../../memory/record-ring.ts";
import { allocateShared } from "../../memory/shared.ts";
import { COUNTER } from "../counter-names.ts";
import type { ThreadCounters } from "../thread-counters.ts";
import { type LogMemory, WATCHED_TYPES_WORD } from "./log-memory.ts";
import { type CloseReason, LOG_ENTRY, type LogEntryKind, type LookupStatus } from "./log-types.ts";

/** Numbers before the text of a record. */
const ENTRY_FLOATS = 11;

/** Bytes before the text of a record. */
export const ENTRY_HEAD_BYTES = ENTRY_FLOATS * 8;

const MESSAGE_BYTES_MAX = 500;

/** Where a key stands. */
export interface KeyBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly length: number;
}

/** One thread's log. */
export class ThreadLog {
  readonly #words: Int32Array;
  readonly #ring: RecordRing | undefined;
  readonly #counters: ThreadCounters | undefined;
  /** Descriptor of the connection whose request is being executed (`cfd=`). */
  descriptor = 0;

  /** The log of thread `threadIndex` (from 0). */
  static attach(memory: LogMemory, threadIndex: number, counters: ThreadCounters): ThreadLog {
    const ring = new RecordRing(memory.threadRings[threadIndex] as SharedArrayBuffer);
    return new ThreadLog(new Int32Array(memory.words), ring, counters);
  }

  /** A log that nobody can watch, for a store without a server. */
  static silent(): ThreadLog {
    return new ThreadLog(new Int32Array(allocateShared(4)), undefined, undefined);
  }

  private constructor(words: Int32Array, ring: RecordRing | undefined, counters: ThreadCounters | undefined) {
    this.#words = words;
    this.#ring = ring;
    this.#counters = counters;
  }

  /** Whether anybody watches this type; a change is seen a moment late. */
  wants(type: number): boolean {
    return ((this.#words[WATCHED_TYPES_WORD] as number) & type) !== 0;
  }

  /** item_get: a key was looked for. `sizeBytes` of the value, 0 on a miss. */
  lookup(key: KeyBytes, status: LookupStatus, slabClass: number, sizeBytes: number): void {
    this.#write(LOG_ENTRY.itemGet, key, status, slabClass, this.descriptor, sizeBytes, 0, 0);
  }

  /** item_store: `status` is one of STORE_RESULT, `command` of STORE_MODE, `ttlSeconds` 0 for ever. */
  stored(
    key: KeyBytes,
    status: number,
    command: number,
    ttlSeconds: number,
    slabClass: number,
    sizeBytes: number,
  ): void {
    this.#write(LOG_ENTRY.itemStore, key, status, command, ttlSeconds, slabClass, this.descriptor, sizeBytes);
  }

  /** deleted: `command` is one of DELETE_COMMAND. */
  deleted(key: KeyBytes, command: number, slabClass: number, sizeBytes: number): void {
    this.#write(LOG_ENTRY.deleted, key, command, slabClass, sizeBytes, 0, 0, 0);
  }

  /** eviction: `ttlSeconds` -1 for none; `idleSeconds` since the last access. */
  evicted(
    key: KeyBytes,
    wasFetched: boolean,
    ttlSeconds: number,
    idleSeconds: number,
    slabClass: number,
    sizeBytes: number,
  ): void {
    this.#write(LOG_ENTRY.eviction, key, wasFetched ? 1 : 0, ttlSeconds, idleSeconds, slabClass, sizeBytes, 0);
  }

  /** conn_new; `peer` as `stats conns` prints it. */
  connectionOpened(descriptor: number, peer: string): void {
    this.#write(LOG_ENTRY.connNew, textOf(peer), descriptor, 0, 0, 0, 0, 0);
  }

  /** conn_close. */
  connectionClosed(descriptor: number, peer: string, reason: CloseReason): void {
    this.#write(LOG_ENTRY.connClose, textOf(peer), descriptor, reason, 0, 0, 0, 0);
  }

  /** connerr, or conntlserr: a connection failed, and why. */
  connectionFailed(descriptor: number, isTls: boolean, message: string): void {
    const kind = isTls ? LOG_ENTRY.tlsError : LOG_ENTRY.connError;
    this.#write(kind, textOf(message), descriptor, 0, 0, 0, 0, 0);
  }

  /** lru_crawler: what a run found in one queue of a class, as `low_mark=` and so on. */
  crawled(queue: CrawledQueue): void {
    const { slabClass, lru, lowMark, nextReclaims, sinceRun, nextRun, elapsed, examined, reclaimed } = queue;
    this.#write(
      LOG_ENTRY.crawler,
      NO_TEXT,
      slabClass,
      lru,
      lowMark,
      nextReclaims,
      sinceRun,
      nextRun,
      elapsed,
      examined,
      reclaimed,
    );
  }

  /** slab_move: a page went from one class to another, or could not. */
  pageMoved(sourceClass: number, targetClass: number, isMoved: boolean): void {
    this.#write(LOG_ENTRY.slabMove, NO_TEXT, sourceClass, targetClass, isMoved ? 1 : 0, 0, 0, 0);
  }

  #write(
    kind: LogEntryKind,
    text: KeyBytes,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    g = 0,
    h = 0,
    i = 0,
  ): void {
    const ring = this.#ring;
    if (ring === undefined) {
      return;
    }
    const at = ring.reserve(ENTRY_HEAD_BYTES + text.length);
    if (at < 0) {
      this.#counters?.count(COUNTER.log_worker_dropped);
      return;
    }
    const { floats } = ring;
    const first = at >> 3;
    floats[first] = kind;
    floats[first + 1] = unixMicroseconds();
    floats[first + 2] = a;
    floats[first + 3] = b;
    floats[first + 4] = c;
    floats[first + 5] = d;
    floats[first + 6] = e;
    floats[first + 7] = f;
    floats[first + 8] = g;
    floats[first + 9] = h;
    floats[first + 10] = i;
    copyBytes(text.bytes, text.start, ring.bytes, at + ENTRY_HEAD_BYTES, text.length);
    ring.publish();
    this.#counters?.count(COUNTER.log_worker_written);
  }
}

/** What the crawler tells of one queue. Times in seconds. */
export interface CrawledQueue {
  readonly slabClass: number;
  /** 0 to 3: hot, warm, cold, temp. */
  readonly lru: number;
  readonly lowMark: number;
  readonly nextReclaims: number;
  readonly sinceRun: number;
  readonly nextRun: number;
  readonly elapsed: number;
  readonly examined: number;
  readonly reclaimed: number;
}

const NO_TEXT: KeyBytes = { bytes: new Uint8Array(0), start: 0, length: 0 };

function textOf(text: string): KeyBytes {
  const bytes = Buffer.from(text.slice(0, MESSAGE_BYTES_MAX), "latin1");
  return { bytes, start: 0, length: bytes.length };
}
