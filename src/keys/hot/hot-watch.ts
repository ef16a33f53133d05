/** Watches several servers at once for their hottest keys. A server that is gone never holds the others up. */
import { type Address, formatAddress } from "../../base/address.ts";
import type { Clock } from "../../base/clock.ts";
import { MemtoolError } from "../../base/errors.ts";
import { StatsClient } from "../../client/stats-client.ts";
import type { WatchedEvent } from "../../client/watch-stream.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import { HotKeys, type HotKeysReport } from "./hot-keys.ts";
import { type LossCounters, lostBetween, readLossCounters } from "./watch-loss.ts";

/** What to watch. */
export interface HotWatchOptions {
  readonly event: WatchedEvent;
  readonly capacity: number;
  readonly tls?: ClientTls | undefined;
  /** For connecting, and again for each answer. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly seed: number;
  /** Events after which a server is watched no longer. */
  readonly eventsMax?: number | undefined;
}

/** One server's part. */
export interface ServerHotKeys {
  readonly address: string;
  /** Undefined if the server could not be watched at all. */
  readonly report: HotKeysReport | undefined;
  /** How long it was watched, in milliseconds. */
  readonly elapsedMs: number;
  /** Why it could not be watched, or not to the end. */
  readonly error: MemtoolError | undefined;
}

/** One server. */
class Target {
  readonly name: string;
  readonly #address: Address;
  readonly #options: HotWatchOptions;
  readonly #hot: HotKeys;
  readonly #stats: StatsClient;
  #first: LossCounters | undefined;
  #last: LossCounters | undefined;
  #startMs: number | undefined;
  #endMs: number | undefined;
  #error: MemtoolError | undefined;

  constructor(address: Address, options: HotWatchOptions, onEnd: () => void) {
    const { timeoutMs, tls } = options;
    this.name = formatAddress(address);
    this.#address = address;
    this.#options = options;
    this.#stats = new StatsClient(address, { connectTimeoutMs: timeoutMs, requestTimeoutMs: timeoutMs, tls });
    this.#hot = new HotKeys({
      ...options,
      onEnd: (error) => {
        this.#error = error;
        this.#endMs = options.clock.monotonicMs();
        onEnd();
      },
    });
  }

  /** False if the server cannot be watched. */
  async start(): Promise<boolean> {
    try {
      this.#first = readLossCounters(await this.#stats.stats());
      await this.#hot.start(this.#address);
      this.#startMs = this.#options.clock.monotonicMs();
      return true;
    } catch (error) {
      this.close();
      if (error instanceof MemtoolError && error.code !== "BUG") {
        this.#error = error;
        return false;
      }
      throw error;
    }
  }

  /** Asks what was lost; a server that does not answer leaves the last answer standing. */
  async readLoss(): Promise<void> {
    try {
      this.#last = readLossCounters(await this.#stats.stats());
    } catch (error) {
      if (!(error instanceof MemtoolError) || error.code === "BUG") {
        throw error;
      }
    }
  }

  result(limit: number): ServerHotKeys {
    const startMs = this.#startMs;
    const elapsedMs = startMs === undefined ? 0 : (this.#endMs ?? this.#options.clock.monotonicMs()) - startMs;
    const report = startMs === undefined ? undefined : this.#hot.report(limit, this.#lost());
    return { address: this.name, report, elapsedMs, error: this.#error };
  }

  #lost(): number {
    const { skipped } = this.#hot;
    return this.#first === undefined || this.#last === undefined
      ? skipped
      : lostBetween(this.#first, this.#last, skipped);
  }

  stop(): void {
    this.#endMs ??= this.#options.clock.monotonicMs();
    this.#hot.stop();
  }

  close(): void {
    this.#hot.stop();
    this.#stats.destroy();
  }
}

/** See the head of the file. */
export class HotWatch {
  readonly #targets: readonly Target[];
  /** Resolves when no server is watched any more. */
  readonly ended: Promise<void>;
  #running: number;
  #finish: () => void = () => {};

  constructor(addresses: readonly Address[], options: HotWatchOptions) {
    this.ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
    this.#running = addresses.length;
    this.#targets = addresses.map((address) => new Target(address, options, () => this.#onEnd()));
  }

  /** Begins; servers that cannot be watched say so in {@link results}. Throws only what is a bug. */
  async start(): Promise<void> {
    await Promise.all(
      this.#targets.map(async (target) => {
        if (!(await target.start())) {
          this.#onEnd();
        }
      }),
    );
  }

  /** Asks the servers what they did not tell. */
  async readLoss(): Promise<void> {
    await Promise.all(this.#targets.map((target) => target.readLoss()));
  }

  /** What is known now. @param limit keys of each server */
  results(limit: number): ServerHotKeys[] {
    return this.#targets.map((target) => target.result(limit));
  }

  /** Counts nothing more, asks for the last time what was lost, and leaves. */
  async finish(): Promise<void> {
    for (const target of this.#targets) {
      target.stop();
    }
    await this.readLoss();
    this.close();
  }

  /** Leaves every server at once. */
  close(): void {
    for (const target of this.#targets) {
      target.close();
    }
  }

  #onEnd(): void {
    this.#running--;
    if (this.#running === 0) {
      this.#finish();
    }
  }
}
