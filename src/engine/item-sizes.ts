/**
 * `stats sizes`: how many items there are of each size, in steps of 32 bytes. memcached counts at every change once -o track_sizes is
 * given; here the items are counted when somebody asks, so that nothing is paid for it otherwise: 0.5 us an item, in parts, so that
 * others have their turns meanwhile.
 */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { END } from "../protocol/text/replies.ts";
import { writeStatLine } from "../protocol/text/write-line.ts";
import type { Store } from "../store/store.ts";
import { visitStripe, WALK_STRIPES } from "../store/walk.ts";
import { type ReplyStream, STREAM_STEP, type StreamStep } from "./reply-stream.ts";
import type { StatLine } from "./server-view.ts";

const STEP_BYTES = 32;

/** Stripes counted at a time: with five million items, 2 ms. */
const STRIPES_PER_PART = 2;

/** Counts stripe by stripe. */
class SizeCounts {
  readonly #store: Store;
  readonly #counts = new Map<number, number>();
  #stripe = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Counts the items of the next stripes; false when there were none left. */
  countNext(stripes: number): boolean {
    const { items } = this.#store;
    const last = Math.min(this.#stripe + stripes, WALK_STRIPES);
    while (this.#stripe < last) {
      visitStripe(
        this.#store,
        this.#stripe++,
        () => {},
        (ref) => {
          const size = Math.ceil(items.accountedSize(ref) / STEP_BYTES) * STEP_BYTES;
          this.#counts.set(size, (this.#counts.get(size) ?? 0) + 1);
        },
      );
    }
    return this.#stripe < WALK_STRIPES;
  }

  /** One line a size that occurs, rounded up, smallest first. */
  lines(): StatLine[] {
    const sorted = [...this.#counts].sort(([one], [other]) => one - other);
    return sorted.map(([size, count]): StatLine => [String(size), count]);
  }
}

/** All lines at once, for the binary protocol. */
export function itemSizes(store: Store): readonly StatLine[] {
  const counts = new SizeCounts(store);
  counts.countNext(WALK_STRIPES);
  return counts.lines();
}

/** The reply of text. */
export class SizesStream implements ReplyStream {
  readonly isEndless = false;
  readonly #counts: SizeCounts;

  constructor(store: Store) {
    this.#counts = new SizeCounts(store);
  }

  fill(reply: ReplyBuffer): StreamStep {
    if (this.#counts.countNext(STRIPES_PER_PART)) {
      return STREAM_STEP.more;
    }
    for (const [name, value] of this.#counts.lines()) {
      writeStatLine(reply, name, value);
    }
    reply.append(END);
    return STREAM_STEP.done;
  }

  onWake(): void {
    // It never waits: there is more to count, or it is done.
  }

  close(): void {
    // Nothing is held.
  }
}
