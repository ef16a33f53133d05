/**
 * Moves keys from nodes that should not have them to those that own them, many at a time. The owner's item is never replaced: what it has
 * was stored by a client that knew where to store, so it is newer. Then the misplaced one is deleted, unless it was changed meanwhile.
 *
 *   node with the key          owner
 *   mg KEY v f t c u  ──────>  ms KEY (add, flags, time to live)
 *   md KEY C<cas>     <──────  stored, or there already
 */

import type { Address } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import type { ClientOptions } from "../../client/memcached-client.ts";
import { MemcachedClient } from "../../client/memcached-client.ts";
import type { KeyEntry } from "../../keys/key-entry.ts";
import type { ScanClock } from "../../keys/key-scan.ts";
import { Gate } from "../../keys/move/flow.ts";
import { itemOf } from "../../keys/move/item-source.ts";
import { type StoredItem, ttlLeftS } from "../../keys/move/stored-item.ts";
import type { RateLimit } from "../../keys/rate-limit.ts";
import { exptimeAfter } from "../../protocol/exptime.ts";

/** What became of keys. */
export interface MoveCounts {
  /** On their owner now, and no longer where they were. */
  moved: number;
  /** Their owner had an item already; the misplaced one was deleted. */
  superseded: number;
  /** Not there any more: expired, evicted or deleted by somebody else. */
  gone: number;
  /** Stored anew while they were moved, and left where they are. */
  changed: number;
  failed: number;
}

/** How to move. */
export interface MisplacedMoverOptions extends ClientOptions {
  readonly clock: ScanClock;
  /** For all nodes together; undefined for no limit. */
  readonly rateLimit: RateLimit | undefined;
  /** Told of keys that cannot be moved, with the reason; safe to be printed after escaping. */
  readonly onFailure: (key: Buffer, reason: string) => void;
}

/** A key and the node it belongs to. */
export interface MisplacedKey {
  readonly entry: KeyEntry;
  readonly owner: number;
}

/** Keys on their way at the same time, and the bytes of their items. */
const PIPELINE_MAX = 512;
const PIPELINE_BYTES_MAX = 16 * 1024 * 1024;

/** Value, flags, seconds left, cas; and reading must not look like somebody's use of the item. */
const READ_FLAGS = ["v", "f", "t", "c", "u"] as const;

/** See the head of the file. */
export class MisplacedMover {
  /** By the node the keys were on. */
  readonly counts: readonly MoveCounts[];
  /** What the items took that are no longer misplaced, by the node they were on. */
  readonly clearedBytes: number[];
  readonly #clients: readonly MemcachedClient[];
  readonly #options: MisplacedMoverOptions;
  readonly #gate = new Gate(PIPELINE_MAX, PIPELINE_BYTES_MAX);
  #failure: MemtoolError | undefined;

  constructor(addresses: readonly Address[], options: MisplacedMoverOptions) {
    this.#clients = addresses.map((address) => new MemcachedClient(address, options));
    this.counts = addresses.map(() => ({ moved: 0, superseded: 0, gone: 0, changed: 0, failed: 0 }));
    this.clearedBytes = addresses.map(() => 0);
    this.#options = options;
  }

  /**
   * Moves keys of one node, and resolves when all is done with them.
   * @param signal aborted when no more should be begun
   * @throws MemtoolError when a node cannot be talked to; a key that is refused is counted as failed
   */
  async move(node: number, keys: readonly MisplacedKey[], signal: AbortSignal): Promise<void> {
    const { clock, rateLimit } = this.#options;
    const underWay: Promise<void>[] = [];
    for (const key of keys) {
      const waitMs = rateLimit?.take(1, clock.monotonicMs()) ?? 0;
      if (waitMs > 0) {
        await clock.sleep(waitMs, signal);
      }
      await this.#gate.enter(key.entry.sizeBytes);
      if (signal.aborted || this.#failure !== undefined) {
        this.#gate.leave(key.entry.sizeBytes);
        break;
      }
      underWay.push(this.#moveOne(node, key));
    }
    await Promise.all(underWay);
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  /** Another walk begins: keys that were kept come again, and are counted again. */
  startPass(): void {
    for (const counts of this.counts) {
      counts.changed = 0;
      counts.failed = 0;
    }
  }

  /** Closes all connections. */
  close(): void {
    for (const client of this.#clients) {
      client.destroy();
    }
  }

  /** Never rejects. */
  async #moveOne(node: number, { entry, owner }: MisplacedKey): Promise<void> {
    const counts = this.counts[node] as MoveCounts;
    try {
      const outcome = await this.#transfer(this.#client(node), this.#client(owner), entry);
      counts[outcome]++;
      if (outcome === "moved" || outcome === "superseded") {
        this.clearedBytes[node] = (this.clearedBytes[node] ?? 0) + entry.sizeBytes;
      }
    } catch (thrown) {
      counts.failed++;
      const error =
        thrown instanceof MemtoolError ? thrown : new MemtoolError("BUG", String(thrown), { cause: thrown });
      if (error.code === "SERVER" || error.code === "USAGE") {
        this.#options.onFailure(entry.key, error.message);
      } else {
        this.#failure ??= error;
      }
    } finally {
      this.#gate.leave(entry.sizeBytes);
    }
  }

  #client(node: number): MemcachedClient {
    return this.#clients[node] as MemcachedClient;
  }

  async #transfer(source: MemcachedClient, owner: MemcachedClient, entry: KeyEntry): Promise<keyof MoveCounts> {
    const nowMs = this.#options.clock.unixMs();
    const reply = await source.metaGet(entry.key, READ_FLAGS);
    const item = reply === undefined ? undefined : itemOf(entry, reply, nowMs);
    const ttlS = item === undefined ? -1 : ttlLeftS(item, nowMs);
    if (reply === undefined || item === undefined || ttlS < 0) {
      return "gone";
    }
    const isStored = await addItem(owner, item, ttlS, nowMs);
    const cas = reply.flags.find((flag) => flag.startsWith("c"))?.slice(1) ?? "0";
    // Without cas numbers (-C) all of them are 0, and nothing can be compared.
    const deleted = await source.metaDelete(entry.key, cas === "0" ? [] : [`C${cas}`]);
    switch (deleted?.code) {
      case "HD":
      case "NF":
        return isStored ? "moved" : "superseded";
      case "EX":
        return "changed";
      default:
        throw new MemtoolError("SERVER", `${source.name} answered md with ${deleted?.code ?? "nothing"}`);
    }
  }
}

/** Stores an item where there is none. @returns false where there is one */
async function addItem(owner: MemcachedClient, item: StoredItem, ttlS: number, nowMs: number): Promise<boolean> {
  const words = ["ME", ...(item.flags === 0 ? [] : [`F${item.flags}`])];
  if (ttlS > 0) {
    words.push(`T${exptimeAfter(ttlS, nowMs)}`);
  }
  const reply = await owner.metaSet(item.key, item.value, words);
  switch (reply?.code) {
    case "HD":
      return true;
    case "NS":
      return false;
    default:
      throw new MemtoolError("SERVER", `${owner.name} answered ms with ${reply?.code ?? "nothing"}`);
  }
}
