/** Stores the items of a dump, block by block, and says after each block how far it has come. */
import { unlessAborted } from "../../base/waiting.ts";
import type { DumpEnding, DumpReader } from "./dump-reader.ts";
import { noRestoreCounts, type RestoreCounts, Restorer, type RestorerOptions } from "./restorer.ts";
import type { StoredItem } from "./stored-item.ts";

/** What to restore. */
export interface RestoreRunOptions extends RestorerOptions {
  readonly reader: DumpReader;
  /** Whether an item is wanted. */
  readonly filter: (item: StoredItem) => boolean;
  /** Blocks an earlier run has done, and what became of their items. */
  readonly done: { readonly blocks: number; readonly counts: RestoreCounts } | undefined;
  /** After each block: every item in it has its answer. */
  readonly onBlock: (blocks: number, counts: RestoreCounts) => Promise<void> | undefined;
  /** After each item, for progress. */
  readonly onItem: () => void;
}

/** See the head of the file. Used once. */
export class RestoreRun {
  readonly #options: RestoreRunOptions;
  readonly #restorer: Restorer;
  readonly #stop = new AbortController();
  #blocks = 0;
  /** Bytes of the file in front of the block that is being restored, and behind it; undefined where that cannot be told. */
  #range: readonly [start: number, end: number] | undefined;
  #blockShare = 0;

  constructor(options: RestoreRunOptions) {
    this.#options = options;
    this.#restorer = new Restorer(options, { ...(options.done?.counts ?? noRestoreCounts()) });
  }

  /** Counts, and why it may have failed. */
  get restorer(): Restorer {
    return this.#restorer;
  }

  /** Blocks done so far, those of an earlier run included. */
  get blocks(): number {
    return this.#blocks;
  }

  /** Bytes of the dump that are done, for progress; undefined where that cannot be told. */
  get doneBytes(): number | undefined {
    return this.#range === undefined
      ? undefined
      : this.#range[0] + (this.#range[1] - this.#range[0]) * this.#blockShare;
  }

  /** How the dump ended; undefined if it was not read to its end. */
  get ending(): DumpEnding | undefined {
    return this.#options.reader.ending;
  }

  /** Ends it after the items that are on their way. */
  stop(): void {
    this.#stop.abort();
  }

  /** Restores everything, or until {@link stop} or a server that is gone. */
  async run(): Promise<void> {
    const { reader, filter, done, onBlock, onItem } = this.#options;
    const restorer = this.#restorer;
    const blocks = reader.blocks();
    let start = reader.headerEnd;
    for (;;) {
      // Whoever makes the dump may take its time, or have stopped.
      const next = await unlessAborted(blocks.next(), this.#stop.signal);
      if (next?.value === undefined) {
        return;
      }
      const { items, endOffset } = next.value;
      this.#range = start === undefined || endOffset === undefined ? undefined : [start, endOffset];
      start = endOffset;
      this.#blockShare = 0;
      if (this.#blocks < (done?.blocks ?? 0)) {
        this.#blocks++;
        continue;
      }
      for (const [index, item] of items.entries()) {
        if (this.#stop.signal.aborted || restorer.failure !== undefined) {
          break;
        }
        if (filter(item)) {
          await restorer.store(item);
          this.#blockShare = index / items.length;
          onItem();
        }
      }
      await restorer.idle();
      if (this.#stop.signal.aborted || restorer.failure !== undefined) {
        return;
      }
      this.#blocks++;
      await onBlock(this.#blocks, { ...restorer.counts });
    }
  }
}
