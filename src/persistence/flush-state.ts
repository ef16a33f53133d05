/**
 * What flush_all has killed, on disk. Items carry the number of the flush they were stored after, their generation: a flush that takes
 * effect at once begins a new one. A delayed flush kills by the time of the last change.
 */
import type { StoredRecord } from "./record.ts";

/** What has to outlive the process. Moments are Unix seconds, 0 for none. */
export interface FlushRecord {
  readonly generation: number;
  /** Items last changed at or before it are dead. */
  readonly flushedUpTo: number;
  /** The same from that second on. */
  readonly oldestLive: number;
}

const EPOCH_MASK = 0xffff;
const EPOCH_HALF = 0x8000;

/** Follows the flushes of a store, whose epochs begin at 0 with every process. */
export class FlushState {
  generation: number;
  flushedUpTo: number;
  oldestLive: number;
  #epoch = 0;

  constructor({ generation, flushedUpTo, oldestLive }: FlushRecord) {
    this.generation = generation;
    this.flushedUpTo = flushedUpTo;
    this.oldestLive = oldestLive;
  }

  /** The flush epoch of the store, as far as its flushes have been heard of. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The store is in this epoch, or past it. @returns whether that was news: a new generation has begun */
  reach(epoch: number): boolean {
    const ahead = (epoch - this.#epoch) & EPOCH_MASK;
    if (ahead === 0 || ahead >= EPOCH_HALF) {
      return false;
    }
    this.#epoch = epoch;
    this.generation = (this.generation + ahead) >>> 0;
    return true;
  }

  /** A flush_all, whose epoch was reached: the order that holds now, 0 for none, and what earlier ones have killed. */
  flushed({ moment, flushedUpTo }: { readonly moment: number; readonly flushedUpTo: number }): void {
    this.oldestLive = moment;
    this.flushedUpTo = Math.max(this.flushedUpTo, flushedUpTo);
  }

  /** After a start: a delayed flush whose moment came while nothing ran. */
  settle(nowUnix: number): void {
    if (this.oldestLive !== 0 && this.oldestLive <= nowUnix) {
      this.flushedUpTo = Math.max(this.flushedUpTo, this.oldestLive);
      this.oldestLive = 0;
    }
  }

  /** Whether an item that was stored in this epoch was flushed since. */
  isEpochOver(epoch: number): boolean {
    const age = (this.#epoch - epoch) & EPOCH_MASK;
    return age !== 0 && age < EPOCH_HALF;
  }

  /** Whether an item on disk is dead: flushed or expired. */
  isDead({ generation, storedAt, expires }: StoredRecord, nowUnix: number): boolean {
    return (
      generation !== this.generation ||
      (expires !== 0 && expires <= nowUnix) ||
      storedAt <= this.flushedUpTo ||
      (this.oldestLive !== 0 && storedAt <= this.oldestLive && this.oldestLive <= nowUnix)
    );
  }
}
