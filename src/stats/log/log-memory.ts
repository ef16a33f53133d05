/**
 * The memory behind `watch`: a ring of entries for each thread that makes them, and a ring of lines for each watcher.
 *
 *     thread 0 ── entries ──┐                      ┌── lines ──> watcher of a connection of thread 1
 *     thread 1 ── entries ──┼──> LogCollector ─────┤
 *     thread N ── entries ──┘   (one, anywhere)    └── lines ──> watcher of a connection of thread 0
 *
 * Every ring has one writer and one reader and drops what does not fit: who is slow loses lines, nobody waits.
 *
 *     word 0            types that anybody watches: the one word the hot path reads
 *     word 16 + 2 i     state of watcher i (WATCHER_STATE)
 *     word 17 + 2 i     its types
 */
import { RecordRing } from "../../memory/record-ring.ts";
import { allocateShared } from "../../memory/shared.ts";

/** More are refused (memcached WATCHER_LIMIT). */
export const WATCHERS_MAX = 20;

/** A place is free again once the collector has seen that its watcher is gone: a few more than needed at a time. */
export const WATCHER_PLACES = WATCHERS_MAX + 4;

/** Index of the word that tells what anybody watches. */
export const WATCHED_TYPES_WORD = 0;

const WATCHER_WORDS_START = 16;

/** Word of the state of watcher `place`; its types follow. */
export function watcherWord(place: number): number {
  return WATCHER_WORDS_START + place * 2;
}

/** Whose a watcher's place is. */
export const WATCHER_STATE = {
  free: 0,
  /** Being prepared by the watcher's thread. */
  taken: 1,
  /** The collector writes into its ring. */
  live: 2,
  /** The watcher is gone; the collector makes the place free. */
  ending: 3,
} as const;

/** All of it; survives postMessage and workerData. */
export interface LogMemory {
  readonly words: SharedArrayBuffer;
  readonly threadRings: readonly SharedArrayBuffer[];
  readonly watcherRings: readonly SharedArrayBuffer[];
}

/**
 * Memory for `threadCount` threads.
 * @param threadBytes of entries that a thread may be ahead of the collector (worker_logbuf_size)
 * @param watcherBytes of lines that a watcher may be behind (watcher_logbuf_size)
 */
export function createLogMemory(threadCount: number, threadBytes: number, watcherBytes: number): LogMemory {
  return {
    words: allocateShared(watcherWord(WATCHER_PLACES) * 4),
    threadRings: Array.from({ length: threadCount }, () => RecordRing.create(threadBytes)),
    watcherRings: Array.from({ length: WATCHER_PLACES }, () => RecordRing.create(watcherBytes)),
  };
}
