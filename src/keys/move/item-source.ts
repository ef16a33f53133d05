/**
 * All items of one server with their values: the keys by a scan, each value by a pipelined `mg KEY v f t u`.
 *
 *   1. class by class, as slowly as values are read and written           an item that changes queues meanwhile may be missed
 *   2. through the hash index, never pausing; only keys that are new are kept, and their values read at the end
 *
 * The second look is why nothing is lost (a busy LRU hid 27 of a million keys from the first). The index alone would not do: memcached
 * holds a lock of the items while whoever reads such a dump pauses, and with it every thread that asks for one of them.
 *
 * The u keeps the server from
 * taking it for a use of the item: it moves in no queue, and its last access stays (hits and misses are counted all the same).
 */
import type { Address } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { randomSeed } from "../../base/random.ts";
import { MemcachedClient } from "../../client/memcached-client.ts";
import type { MetaReply } from "../../protocol/reply.ts";
import { type KeyEntry, NEVER_EXPIRES } from "../key-entry.ts";
import type { KeyFilter } from "../key-filter.ts";
import { KeyScan, type KeyScanOptions } from "../key-scan.ts";
import { Gate, Throttle } from "./flow.ts";
import { KeyHashSet } from "./key-hash-set.ts";
import { expiryOf, type StoredItem } from "./stored-item.ts";

/** Which items, how fast, and who takes them. */
export interface ItemSourceOptions extends KeyScanOptions {
  readonly filter: KeyFilter;
  /** Whether a key that was chosen is there already, from an earlier run. */
  readonly isKnown: (key: Uint8Array) => boolean;
  /** Values read a second, at most; undefined for no limit. */
  readonly rate?: number | undefined;
  readonly take: (item: StoredItem) => void;
  /** Resolves when more can be taken; undefined if that is so now. */
  readonly ready: () => Promise<void> | undefined;
}

/** What became of the keys the scan saw and the filter chose. */
export interface SourceCounts {
  /** Keys chosen; the sum of the others, once all is done. */
  chosen: number;
  /** Items handed over. */
  taken: number;
  /** Keys that were there already from an earlier run. */
  known: number;
  /** Deleted, replaced or evicted between the scan and the reading of the value. */
  gone: number;
  /** Gone because their time was over. */
  expired: number;
  /** Keys that the meta commands cannot name: with spaces or control characters, and longer than base64 leaves room for. */
  unreadable: number;
  /** Keys that the server counts and does not show, not among those chosen: `stats cachedump` is the only list it has. */
  hidden: number;
}

/** Values asked for at the same time, and their bytes. */
const PIPELINE_MAX = 512;
const PIPELINE_BYTES_MAX = 16 * 1024 * 1024;

const FLAGS = ["v", "f", "t", "u"] as const;

/** See the head of the file. Used once. */
export class ItemSource {
  readonly scan: KeyScan;
  readonly counts: SourceCounts = { chosen: 0, taken: 0, known: 0, gone: 0, expired: 0, unreadable: 0, hidden: 0 };
  readonly #address: Address;
  readonly #options: ItemSourceOptions;
  readonly #client: MemcachedClient;
  /** Keys that have been chosen. */
  readonly #seen: KeyHashSet;
  /** The second look. */
  #second: KeyScan | undefined;
  readonly #gate = new Gate(PIPELINE_MAX, PIPELINE_BYTES_MAX);
  readonly #throttle: Throttle;
  #failure: MemtoolError | undefined;
  #isStopped = false;

  constructor(address: Address, options: ItemSourceOptions) {
    const { tls, clock, connectTimeoutMs, silenceTimeoutMs: requestTimeoutMs } = options;
    this.#options = options;
    this.#address = address;
    this.#seen = new KeyHashSet(randomSeed());
    this.scan = new KeyScan(address, options);
    this.#client = new MemcachedClient(address, { tls, clock, connectTimeoutMs, requestTimeoutMs });
    this.#throttle = new Throttle(options.rate, clock);
  }

  /** Reads everything, or until {@link stop}. @throws MemtoolError as a scan does, and what reading a value met */
  async run(): Promise<void> {
    try {
      for await (const entries of this.scan.batches()) {
        await this.#readAll(entries);
        if (this.#isOver) {
          break;
        }
      }
      await this.#gate.idle();
      if (!this.#isOver) {
        await (this.#isPart ? this.#countHidden() : this.#readAll(await this.#overlooked()));
      }
      await this.#gate.idle();
    } finally {
      this.scan.stop();
      this.#second?.stop();
      this.#client.destroy();
    }
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  /** Ends it; items on their way are still handed over. */
  stop(): void {
    this.#isStopped = true;
    this.scan.stop();
    this.#second?.stop();
  }

  /** Whether every key has been seen that the server shows. */
  get isComplete(): boolean {
    return this.scan.isComplete && (this.#isPart || this.#second?.isComplete === true);
  }

  /** Whether the server has a list of some of its keys only: a second look would see the same. */
  get #isPart(): boolean {
    return this.scan.source === "cachedump";
  }

  #countHidden(): void {
    this.counts.hidden = Math.max(0, (this.scan.expectedCount ?? 0) - this.scan.seenCount);
  }

  get #isOver(): boolean {
    return this.#failure !== undefined || this.#isStopped;
  }

  /** Keys that the first look has not seen; new ones are among them. */
  async #overlooked(): Promise<KeyEntry[]> {
    const second = new KeyScan(this.#address, { ...this.#options, isExact: true });
    this.#second = second;
    const overlooked: KeyEntry[] = [];
    for await (const entries of second.batches()) {
      overlooked.push(...entries.filter((entry) => this.#isChosen(entry) && !this.#seen.has(0, entry.key)));
    }
    return overlooked;
  }

  #isChosen(entry: KeyEntry): boolean {
    const { filter, onlyClass } = this.#options;
    return filter(entry, this.scan.nowS) && (onlyClass === undefined || entry.slabClass === onlyClass);
  }

  async #readAll(entries: readonly KeyEntry[]): Promise<void> {
    const { isKnown, ready } = this.#options;
    for (const entry of entries) {
      // A key that moved to another class has been met before.
      if (!this.#isChosen(entry) || !this.#seen.add(0, entry.key)) {
        continue;
      }
      this.counts.chosen++;
      if (isKnown(entry.key)) {
        this.counts.known++;
        continue;
      }
      // The output is asked in any case: with a rate it may still be the slower one.
      await this.#throttle.next();
      await ready();
      if (!this.#gate.tryEnter(entry.sizeBytes)) {
        await this.#gate.enter(entry.sizeBytes);
      }
      if (this.#isOver) {
        this.counts.chosen--;
        this.#gate.leave(entry.sizeBytes);
        return;
      }
      void this.#read(entry);
    }
  }

  /** Never rejects. */
  async #read(entry: KeyEntry): Promise<void> {
    try {
      const reply = await this.#client.metaGet(entry.key, FLAGS);
      const item = reply === undefined ? undefined : itemOf(entry, reply, this.#options.clock.unixMs());
      if (item === undefined) {
        this.counts[this.#hasExpired(entry) ? "expired" : "gone"]++;
      } else {
        this.counts.taken++;
        this.#options.take(item);
      }
    } catch (error) {
      if (error instanceof MemtoolError && error.code === "USAGE") {
        this.counts.unreadable++;
      } else {
        this.#failure ??= error instanceof MemtoolError ? explained(error) : new MemtoolError("BUG", String(error));
      }
    } finally {
      this.#gate.leave(entry.sizeBytes);
    }
  }

  #hasExpired({ exptime }: KeyEntry): boolean {
    return exptime !== NEVER_EXPIRES && exptime <= this.scan.nowS;
  }
}

function explained(error: MemtoolError): MemtoolError {
  return error.code === "SERVER" && /refused `mg`: ERROR/.test(error.message)
    ? new MemtoolError("SERVER", error.message, {
        cause: error,
        hint: "values are read by the meta commands, which memcached has since 1.6",
      })
    : error;
}

/** The item of a hit; undefined for a miss. */
export function itemOf(entry: KeyEntry, { code, flags, value }: MetaReply, unixMs: number): StoredItem | undefined {
  if (code !== "VA" || value === undefined) {
    return undefined;
  }
  const words = new Map(flags.map((word) => [word.charAt(0), Number(word.slice(1))]));
  return {
    key: entry.key,
    value,
    flags: words.get("f") ?? 0,
    expiresAtMs: expiryOf(words.get("t") ?? -1, unixMs),
    lastAccessS: entry.lastAccess ?? 0,
    cas: entry.cas ?? 0n,
  };
}
