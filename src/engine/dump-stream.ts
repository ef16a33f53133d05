/**
 * The reply of `lru_crawler metadump` and `mgdump`: the whole store, a few stripes at a time, as fast as the client takes it. It runs in
 * the worker of who asked, so that a dump costs its client's share of a thread and nobody else's, and holds one stripe's lines at most.
 */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { DUMP_LINE_BYTES_MAX, writeMetadumpLine, writeMgdumpLine } from "../protocol/text/write-dump-line.ts";
import { type ClassSet, hasClass } from "../store/crawl-order.ts";
import { ITEM_FLAG, type ItemRef } from "../store/item-layout.ts";
import type { Store } from "../store/store.ts";
import { visitStripe, WALK_STRIPES } from "../store/walk.ts";
import { type ReplyStream, STREAM_STEP, type StreamStep } from "./reply-stream.ts";

/** Enough for one call; lines are about 100 bytes. */
const PART_BYTES = 64 * 1024;

/** Stripes are short: so many may be empty before others have their turn. */
const STRIPES_PER_PART = 64;

/** Which of the two dumps: its lines, and how it ends. */
export const DUMP_KIND = {
  metadump: { end: "END\r\n" },
  mgdump: { end: "EN\r\n" },
} as const;

/** One of {@link DUMP_KIND}. */
export type DumpKind = (typeof DUMP_KIND)[keyof typeof DUMP_KIND];

/** See the file's head. Whoever creates it has reserved the walk (CrawlOrder.startDump). */
export class DumpStream implements ReplyStream {
  readonly isEndless = false;
  readonly #store: Store;
  readonly #kind: DumpKind;
  readonly #classes: ClassSet;
  #stripe = 0;

  constructor(store: Store, kind: DumpKind, classes: ClassSet) {
    this.#store = store;
    this.#kind = kind;
    this.#classes = classes;
  }

  fill(reply: ReplyBuffer): StreamStep {
    const full = reply.length + PART_BYTES;
    const last = Math.min(this.#stripe + STRIPES_PER_PART, WALK_STRIPES);
    while (this.#stripe < last && reply.length < full) {
      visitStripe(
        this.#store,
        this.#stripe++,
        (itemCount) => reply.reserve(itemCount * DUMP_LINE_BYTES_MAX),
        (ref) => this.#writeLocked(ref, reply),
      );
    }
    if (this.#stripe < WALK_STRIPES) {
      return STREAM_STEP.more;
    }
    reply.appendText(this.#kind.end);
    return STREAM_STEP.done;
  }

  onWake(): void {
    // A dump never waits: there is more, or it is done.
  }

  close(): void {
    this.#store.parts.crawlOrder.finish();
  }

  #writeLocked(ref: ItemRef, reply: ReplyBuffer): void {
    const { items, processStarted } = this.#store;
    const slabClass = items.slabClass(ref);
    if (!hasClass(this.#classes, slabClass)) {
      return;
    }
    const key = items.segmentBytes(ref);
    const keyStart = items.keyStart(ref);
    const keyLength = items.keyLength(ref);
    const itemFlags = items.itemFlags(ref);
    if (this.#kind === DUMP_KIND.mgdump) {
      writeMgdumpLine(reply, key, keyStart, keyLength, (itemFlags & ITEM_FLAG.keyBinary) !== 0);
      return;
    }
    const exptime = items.exptime(ref);
    writeMetadumpLine(reply, key, keyStart, keyLength, {
      exptime: exptime === 0 ? 0 : exptime + processStarted,
      lastAccess: items.time(ref) + processStarted,
      casLow: items.casLow(ref),
      casHigh: items.casHigh(ref),
      fetched: (itemFlags & ITEM_FLAG.fetched) !== 0,
      slabClass,
      size: items.accountedSize(ref),
      flags: items.flags(ref),
    });
  }
}
