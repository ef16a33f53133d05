/**
 * Looks after a database while it is used: now and then what is dead is thrown out, and with a limit what was changed longest ago, before
 * it has grown far beyond it. LevelDB gives room back only where it rewrites tables, so after throwing out the tables are rewritten, in
 * pieces: its one thread takes what is written meanwhile only between two of them.
 */
import type { Clock } from "../base/clock.ts";
import { hashKey } from "../base/hash.ts";
import type { Database } from "./database.ts";
import { dropOldest, type Excess, sweep, type WalkParts } from "./recovery.ts";

/** How often the whole of it is looked through for what is dead, and how often its size is. */
const SWEEP_MS = 5 * 60_000;
const SIZE_MS = 5000;
/** With a limit the size is looked at, too, when this part of the limit has been written. */
const WRITTEN_PART = 0.05;
const LOOK_MS = 250;
/** Beyond this part of the limit changes are held back, until it is kept again. */
const FAR_PART = 1.1;
/** Part of the limit that is left when items had to go. */
const KEPT_PART = 0.85;
/** More than this an item's bytes can't become on disk: what LevelDB adds, where nothing can be compressed. */
const RATIO_MAX = 1.1;
/** How long to wait until what was thrown out is committed. */
const SETTLE_MS_MAX = 5000;
const SETTLE_LOOK_MS = 20;

/** What it works with. */
export interface TidierParts extends WalkParts {
  readonly database: WalkParts["database"] & Pick<Database, "itemBytes" | "compact">;
  /** About how many bytes the items may take on disk; undefined for no limit. */
  readonly limitBytes: number | undefined;
  readonly clock: Pick<Clock, "monotonicMs">;
}

/** See the head of the file. */
export class Tidier {
  readonly #parts: TidierParts;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #working: Promise<void> | undefined;
  #isOver = false;
  #lastSweepMs = 0;
  #lastSizeMs = 0;
  /** `persist_bytes_written` when the size was looked at last. */
  #writtenThen = 0;
  /** Bytes on disk of a byte of key and record, without what was replaced; unknown before all was rewritten once. */
  #ratio: number | undefined;

  constructor(parts: TidierParts) {
    this.#parts = parts;
  }

  /** Whether the limit is exceeded, and changes have to be held back until it is not. */
  get isOver(): boolean {
    const { limitBytes, counters } = this.#parts;
    if (limitBytes === undefined) {
      return false;
    }
    const bytes = counters.get("persist_disk_bytes") + this.#writtenSince;
    this.#isOver = bytes > limitBytes * (this.#isOver ? 1 : FAR_PART);
    return this.#isOver;
  }

  get #writtenSince(): number {
    return this.#parts.counters.get("persist_bytes_written") - this.#writtenThen;
  }

  /** Looks now and then, until {@link stop}. */
  start(): void {
    this.#timer = setInterval(() => {
      if (this.#isDue() && !this.#parts.persister.isFailing) {
        this.#looking ??= this.#look().finally(() => {
          this.#looking = undefined;
        });
      }
    }, LOOK_MS);
  }

  /** Resolves when nothing is under way any more; to be called when `isStopped` says so. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.#working;
  }

  #isDue(): boolean {
    const { limitBytes = Number.POSITIVE_INFINITY, clock } = this.#parts;
    return this.#writtenSince > limitBytes * WRITTEN_PART || clock.monotonicMs() - this.#lastSizeMs >= SIZE_MS;
  }

  async #look(): Promise<void> {
    const { counters, clock } = this.#parts;
    this.#writtenThen = counters.get("persist_bytes_written");
    this.#lastSizeMs = clock.monotonicMs();
    // A database that is opened anew at this moment can't be asked; the next time will do.
    const measured = await this.#counted(this.#measure());
    if (measured !== undefined) {
      this.#working ??= this.#counted(this.tidy(measured)).then(() => {
        this.#working = undefined;
      });
    }
  }

  async #counted<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch {
      this.#parts.counters.add("persist_errors", 1);
      return undefined;
    }
  }

  /** Throws out what has to go, of `bytes` on disk. */
  async tidy(bytes: number): Promise<void> {
    const { limitBytes, clock } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (limitBytes !== undefined && bytes > limitBytes) {
      this.#lastSweepMs = nowMs;
      await this.#shrink(limitBytes * KEPT_PART);
    } else if (nowMs - this.#lastSweepMs > SWEEP_MS) {
      this.#lastSweepMs = nowMs;
      await sweep(this.#parts);
    }
  }

  async #measure(): Promise<number> {
    const { database, codec, counters } = this.#parts;
    const bytes = await database.itemBytes(codec.space);
    counters.set("persist_disk_bytes", bytes);
    return bytes;
  }

  /** Leaves about so many bytes on disk. */
  async #shrink(keptBytes: number): Promise<void> {
    const living = await sweep(this.#parts);
    const sum = [...living.bytesBySecond.values()].reduce((total, bytes) => total + bytes, 0);
    const ratio = this.#ratio ?? (await this.#rewritten(living.pieces, sum));
    const kept = Math.min(sum, keptBytes / ratio);
    const last = await dropOldest(this.#parts, excessOf(living.bytesBySecond, kept));
    await this.#settled(last);
    this.#ratio = await this.#rewritten(living.pieces, kept);
  }

  /** Rewrites all tables. @returns how many bytes a living byte takes on disk then */
  async #rewritten(pieces: readonly Buffer[], livingBytes: number): Promise<number> {
    const { database, codec, isStopped } = this.#parts;
    let from: Buffer | undefined;
    for (const to of [...pieces, undefined]) {
      if (isStopped()) {
        return RATIO_MAX;
      }
      await database.compact(codec.space, from, to);
      from = to;
    }
    return Math.min(RATIO_MAX, (await this.#measure()) / Math.max(1, livingBytes));
  }

  /** What was thrown out last is on its way to the disk. */
  async #settled(key: Buffer | undefined): Promise<void> {
    const { persister, clock, hashSeed, isStopped } = this.#parts;
    const deadlineMs = clock.monotonicMs() + SETTLE_MS_MAX;
    const isUnwritten = (last: Buffer): boolean =>
      persister.unwritten(last, hashKey(last, 0, last.length, hashSeed)) !== undefined;
    while (key !== undefined && isUnwritten(key) && clock.monotonicMs() < deadlineMs) {
      if (isStopped()) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, SETTLE_LOOK_MS));
    }
  }
}

/** What is too much when `keptBytes` may stay: the oldest. */
export function excessOf(bytesBySecond: ReadonlyMap<number, number>, keptBytes: number): Excess {
  let room = keptBytes;
  const newestFirst = [...bytesBySecond].sort(([a], [b]) => b - a);
  for (const [second, bytes] of newestFirst) {
    if (bytes > room) {
      return { before: second, bytesOfThatSecond: bytes - room };
    }
    room -= bytes;
  }
  return { before: 0, bytesOfThatSecond: 0 };
}
