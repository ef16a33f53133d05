/**
 * Stores items on servers: pipelined meta sets, each with the time that is left to it. What became of every item is counted. A server that
 * refuses an item ends the connection's use (it may have read the value as commands), so what was on its way is sent once more.
 */
import { MemtoolError } from "../../base/errors.ts";
import type { MemcachedClient } from "../../client/memcached-client.ts";
import { exptimeAfter } from "../../protocol/exptime.ts";
import { isBinaryKey } from "../../protocol/key.ts";
import type { ScanClock } from "../key-scan.ts";
import { Gate, Throttle } from "./flow.ts";
import { itemSizeBytes, type StoredItem, ttlLeftS } from "./stored-item.ts";

/** Replaces what is there, or leaves it. */
export type RestoreMode = "set" | "add";

/** A server to store on. */
export interface RestoreTarget {
  readonly client: MemcachedClient;
  /** Largest item it takes (-I), in bytes; undefined if it does not say. */
  readonly itemBytesMax: number | undefined;
}

/** Where to and how. */
export interface RestorerOptions {
  readonly targets: readonly RestoreTarget[];
  /** The index of the target a key belongs to. */
  readonly place: (key: Uint8Array) => number;
  readonly mode: RestoreMode;
  /** Items a second, at most; undefined for no limit. */
  readonly rate?: number | undefined;
  readonly clock: ScanClock;
}

/** What became of the items. */
export interface RestoreCounts {
  stored: number;
  storedBytes: number;
  /** There already (`add`). */
  notStored: number;
  /** Their time was over. */
  expired: number;
  tooLarge: number;
  failed: number;
}

/** Items on their way at the same time, and their bytes. */
const PIPELINE_MAX = 512;
const PIPELINE_BYTES_MAX = 16 * 1024 * 1024;

/** How often an item is sent whose connection was lost before the answer came. */
const ATTEMPTS = 4;

/** No item at all. */
export function noRestoreCounts(): RestoreCounts {
  return { stored: 0, storedBytes: 0, notStored: 0, expired: 0, tooLarge: 0, failed: 0 };
}

/** See the head of the file. */
export class Restorer {
  readonly counts: RestoreCounts;
  readonly #options: RestorerOptions;
  readonly #gate = new Gate(PIPELINE_MAX, PIPELINE_BYTES_MAX);
  readonly #throttle: Throttle;
  /** Targets that have no meta commands. */
  readonly #classic = new Set<RestoreTarget>();
  #failure: MemtoolError | undefined;
  #firstRefusal: MemtoolError | undefined;

  /** @param counts what an earlier run has done already */
  constructor(options: RestorerOptions, counts: RestoreCounts = noRestoreCounts()) {
    this.#options = options;
    this.counts = counts;
    this.#throttle = new Throttle(options.rate, options.clock);
  }

  /** Why nothing more can be stored: a server is gone. */
  get failure(): MemtoolError | undefined {
    return this.#failure;
  }

  /** What a server said when it refused an item for the first time. */
  get firstRefusal(): MemtoolError | undefined {
    return this.#firstRefusal;
  }

  /**
   * Sends an item as soon as there is room for it; its answer is not waited for. Whoever does not wait looks at {@link ready}.
   * @param onAnswer called when the item needs no further attempt: it is stored, there already, expired or too large
   */
  async store(item: StoredItem, onAnswer?: () => void): Promise<void> {
    const turn = this.#throttle.next();
    if (turn !== undefined) {
      await turn;
    }
    const bytes = item.value.length;
    if (!this.#gate.tryEnter(bytes)) {
      await this.#gate.enter(bytes);
    }
    void this.#store(item).then((isAnswered) => {
      if (isAnswered) {
        onAnswer?.();
      }
      this.#gate.leave(bytes);
    });
  }

  /** Resolves when there may be room for more; undefined while there is some. */
  ready(): Promise<void> | undefined {
    return this.#gate.ready();
  }

  /** Resolves when every item has its answer. */
  async idle(): Promise<void> {
    await this.#gate.idle();
  }

  /** Never rejects; false if it failed. */
  async #store(item: StoredItem): Promise<boolean> {
    const ttlS = ttlLeftS(item, this.#options.clock.unixMs());
    const target = this.#options.targets[this.#options.place(item.key)];
    if (target === undefined || this.#failure !== undefined) {
      this.counts.failed++;
      return false;
    }
    if (ttlS < 0) {
      this.counts.expired++;
      return true;
    }
    if (target.itemBytesMax !== undefined && itemSizeBytes(item) > target.itemBytesMax) {
      this.counts.tooLarge++;
      return true;
    }
    return await this.#send(target, item, ttlS);
  }

  async #send(target: RestoreTarget, item: StoredItem, ttlS: number): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#book(await this.#ask(target, item, ttlS), item);
        return true;
      } catch (thrown) {
        const error = thrown instanceof MemtoolError ? thrown : new MemtoolError("BUG", String(thrown));
        if (error.code === "SERVER" && isUnknownCommand(error) && !isBinaryKey(item.key) && attempt < ATTEMPTS) {
          this.#classic.add(target);
        } else if (error.code !== "DISCONNECTED" || attempt === ATTEMPTS) {
          return this.#refuse(error);
        }
      }
    }
  }

  /** Resolves to whether it was stored. */
  async #ask(target: RestoreTarget, { key, value, flags }: StoredItem, ttlS: number): Promise<boolean> {
    const { client } = target;
    const isAdd = this.#options.mode === "add";
    if (this.#classic.has(target) && !isBinaryKey(key)) {
      const exptime = exptimeAfter(ttlS, this.#options.clock.unixMs());
      return (
        (await (isAdd ? client.add(key, value, { flags, exptime }) : client.set(key, value, { flags, exptime }))) ===
        "STORED"
      );
    }
    const words: string[] = flags === 0 ? [] : [`F${flags}`];
    if (ttlS > 0) {
      words.push(`T${exptimeAfter(ttlS, this.#options.clock.unixMs())}`);
    }
    if (isAdd) {
      words.push("ME");
    }
    return (await client.metaSet(key, value, words))?.code === "HD";
  }

  #book(isStored: boolean, { value }: StoredItem): void {
    if (isStored) {
      this.counts.stored++;
      this.counts.storedBytes += value.length;
    } else {
      this.counts.notStored++;
    }
  }

  /** False, unless another attempt would end in the same way. */
  #refuse(error: MemtoolError): boolean {
    if (error.code === "SERVER" && error.message.includes("too large")) {
      this.counts.tooLarge++;
      return true;
    }
    this.counts.failed++;
    if (error.code === "SERVER" || error.code === "USAGE") {
      this.#firstRefusal ??= error;
    } else {
      this.#failure ??= error;
    }
    return false;
  }
}

/** A server without the meta commands says so of the command, and then of the value. */
function isUnknownCommand({ message }: MemtoolError): boolean {
  return /refused `ms`: ERROR$/.test(message);
}
