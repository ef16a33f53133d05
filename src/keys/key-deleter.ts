/**
 * Deletes keys of one server that a scan has found, many requests at a time over a connection of its own, not faster than allowed. By `md`,
 * in base64 where a key needs it, and by `delete` where there are no meta commands.
 */
import type { Address } from "../base/address.ts";
import { MemtoolError } from "../base/errors.ts";
import { type ClientOptions, MemcachedClient } from "../client/memcached-client.ts";
import { isBinaryKey } from "../protocol/key.ts";
import type { KeyEntry } from "./key-entry.ts";
import type { ScanClock } from "./key-scan.ts";
import type { RateLimit } from "./rate-limit.ts";

/** What became of the keys. */
export interface DeleteCounts {
  deleted: number;
  /** Not there any more: expired, evicted or deleted by somebody else. */
  gone: number;
  /** Stored anew since they were listed, and spared, because they were chosen by what the server told of them. */
  changed: number;
  failed: number;
}

/** How to delete. */
export interface KeyDeleterOptions extends ClientOptions {
  readonly clock: ScanClock;
  /** For all deleters that share it together; undefined for no limit. */
  readonly rateLimit: RateLimit | undefined;
  /** Deletes only what is still the item that was listed, by its cas unique. */
  readonly onlyUnchanged: boolean;
  /** Told of keys that cannot be deleted, with the reason; safe to be printed. */
  readonly onFailure: (key: Buffer, reason: string) => void;
}

/** Requests on their way at once. */
const PIPELINE_MAX = 500;

/** With a rate, a part is a twentieth of a second's, so that the server sees an even stream. */
const PARTS_PER_SECOND = 20;

/** See the head of the file. */
export class KeyDeleter {
  readonly counts: DeleteCounts = { deleted: 0, gone: 0, changed: 0, failed: 0 };
  /** What the deleted items took. */
  deletedBytes = 0;
  readonly #client: MemcachedClient;
  readonly #options: KeyDeleterOptions;
  readonly #partMax: number;
  #hasMeta: boolean | undefined;

  constructor(address: Address, options: KeyDeleterOptions) {
    this.#client = new MemcachedClient(address, options);
    this.#options = options;
    const perSecond = options.rateLimit?.perSecond ?? Number.POSITIVE_INFINITY;
    this.#partMax = Math.max(1, Math.min(PIPELINE_MAX, Math.floor(perSecond / PARTS_PER_SECOND)));
  }

  /**
   * Deletes, and resolves when every reply is there.
   * @param signal aborted when no more should be sent
   * @throws MemtoolError when the server cannot be talked to; a key it refuses is counted as failed
   */
  async delete(entries: readonly KeyEntry[], signal: AbortSignal): Promise<void> {
    const { clock, rateLimit } = this.#options;
    this.#hasMeta ??= await this.#askForMeta();
    for (let start = 0; start < entries.length && !signal.aborted; start += this.#partMax) {
      const part = entries.slice(start, start + this.#partMax);
      const waitMs = rateLimit?.take(part.length, clock.monotonicMs()) ?? 0;
      if (waitMs > 0) {
        await clock.sleep(waitMs);
      }
      if (!signal.aborted) {
        await Promise.all(part.map((entry) => this.#deleteOne(entry)));
      }
    }
  }

  /** Another walk through the keys begins: those that were kept come again, and are counted again. */
  startPass(): void {
    this.counts.changed = 0;
    this.counts.failed = 0;
  }

  /** Closes the connection once the replies under way are there. */
  close(): void {
    this.#client.close();
  }

  async #askForMeta(): Promise<boolean> {
    try {
      await this.#client.metaNoop();
      return true;
    } catch (error) {
      if (error instanceof MemtoolError && error.code === "SERVER") {
        return false;
      }
      throw error;
    }
  }

  async #deleteOne(entry: KeyEntry): Promise<void> {
    const { counts } = this;
    try {
      const outcome = this.#hasMeta === true ? await this.#metaDelete(entry) : await this.#classicDelete(entry);
      counts[outcome]++;
      this.deletedBytes += outcome === "deleted" ? entry.sizeBytes : 0;
    } catch (error) {
      if (error instanceof MemtoolError && (error.code === "USAGE" || error.code === "SERVER")) {
        counts.failed++;
        this.#options.onFailure(entry.key, error.message);
        return;
      }
      throw error;
    }
  }

  async #metaDelete({ key, cas }: KeyEntry): Promise<keyof DeleteCounts> {
    const isGuarded = this.#options.onlyUnchanged && cas !== undefined && cas !== 0n;
    const reply = await this.#client.metaDelete(key, isGuarded ? [`C${cas}`] : []);
    switch (reply?.code) {
      case "HD":
        return "deleted";
      case "NF":
        return "gone";
      case "EX":
        return "changed";
      default:
        throw new MemtoolError("SERVER", `${this.#client.name} answered md with ${reply?.code ?? "nothing"}`);
    }
  }

  async #classicDelete({ key }: KeyEntry): Promise<keyof DeleteCounts> {
    if (isBinaryKey(key)) {
      throw new MemtoolError(
        "USAGE",
        "a key with spaces or control characters can only be named in meta commands, which the server lacks",
      );
    }
    return (await this.#client.delete(key)) ? "deleted" : "gone";
  }
}
