/** Reads several servers again and again, all at once, over connections that stay open. A server that is late or gone never holds others up. */
import { type Address, formatAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { MemtoolError } from "../base/errors.ts";
import { formatDurationMs } from "../base/format-units.ts";
import { StatsClient } from "../client/stats-client.ts";
import type { ClientTls } from "../net/client-tls.ts";
import type { StatMap } from "../stats/stat-map.ts";
import type { Round, ServerState, StatsSubcommand } from "./reading.ts";

/** What to ask for and how long to wait. */
export interface PollerOptions {
  /**
   * The statistics of a round, in this order, over one connection; at least one. The first must be answered; one of the others that
   * a server refuses (a proxy, a fork, a very old one) is left out of its answer.
   */
  readonly subcommands: readonly StatsSubcommand[];
  /** For servers whose address asks for TLS; undefined for the defaults. */
  readonly tls?: ClientTls | undefined;
  /** For connecting, and again for each answer. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * What a limit for all of a reading leaves beyond itself: connecting and each answer have timeouts of the same length, whose errors tell more,
 * and are to come first where one of them takes all of the time.
 */
const LIMIT_GRACE_MS = 25;

/** Longest time a timer of Node can wait. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** One server's connection. */
class Target {
  readonly name: string;
  readonly #address: Address;
  readonly #options: PollerOptions;
  #client: StatsClient | undefined;

  constructor(address: Address, options: PollerOptions) {
    this.name = formatAddress(address);
    this.#address = address;
    this.#options = options;
  }

  async read(extras: readonly StatsSubcommand[], withinMs: number | undefined): Promise<ServerState> {
    const { timeoutMs, tls } = this.#options;
    this.#client ??= new StatsClient(this.#address, { connectTimeoutMs: timeoutMs, requestTimeoutMs: timeoutMs, tls });
    let late: MemtoolError | undefined;
    const end = (limitMs: number): void => {
      late = tooLate(this.name, limitMs);
      this.close();
    };
    const timer =
      withinMs === undefined ? undefined : setTimeout(end, Math.min(withinMs + LIMIT_GRACE_MS, TIMER_MS_MAX), withinMs);
    try {
      return await this.#ask(this.#client, [...this.#options.subcommands, ...extras]);
    } catch (thrown) {
      const error = late ?? thrown;
      this.close();
      if (error instanceof MemtoolError && error.code !== "BUG") {
        return { address: this.name, up: false, error };
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #ask(client: StatsClient, subcommands: readonly StatsSubcommand[]): Promise<ServerState> {
    const { clock } = this.#options;
    const views = new Map<StatsSubcommand, StatMap>();
    const startMs = clock.monotonicMs();
    let atMs = startMs;
    for (const [index, subcommand] of subcommands.entries()) {
      const stats = await readStats(client, subcommand, index > 0);
      if (index === 0) {
        atMs = clock.monotonicMs();
      }
      if (stats !== undefined) {
        views.set(subcommand, stats);
      }
    }
    return { address: this.name, up: true, views, atMs, tookMs: atMs - startMs };
  }

  /** The next reading connects anew. */
  close(): void {
    this.#client?.destroy();
    this.#client = undefined;
  }
}

function tooLate(name: string, limitMs: number): MemtoolError {
  return new MemtoolError("TIMEOUT", `${name} did not answer everything within ${formatDurationMs(limitMs)}`, {
    hint: "is the server overloaded or stopped? a longer timeout may help",
  });
}

/** @returns undefined where the server refuses what it may refuse */
async function readStats(
  client: StatsClient,
  subcommand: StatsSubcommand,
  mayRefuse: boolean,
): Promise<StatMap | undefined> {
  try {
    const entries = await client.stats(subcommand);
    return new Map(entries.map(({ name, value }) => [name, value]));
  } catch (error) {
    if (mayRefuse && error instanceof MemtoolError && error.code === "SERVER") {
      return undefined;
    }
    throw error;
  }
}

/** See the head of the file. */
export class Poller {
  readonly #options: PollerOptions;
  #targets: readonly Target[];
  /** The servers from the next round on. */
  #pending: readonly Address[] | undefined;

  constructor(addresses: readonly Address[], options: PollerOptions) {
    this.#options = options;
    this.#targets = addresses.map((address) => new Target(address, options));
  }

  /** Reads these servers from the next round on; connections to those that stay stay open. */
  setAddresses(addresses: readonly Address[]): void {
    this.#pending = addresses;
  }

  #takePending(): void {
    if (this.#pending === undefined) {
      return;
    }
    const before = new Map(this.#targets.map((target) => [target.name, target]));
    this.#targets = this.#pending.map((address) => {
      return before.get(formatAddress(address)) ?? new Target(address, this.#options);
    });
    this.#pending = undefined;
    const kept = new Set(this.#targets);
    for (const target of before.values()) {
      if (!kept.has(target)) {
        target.close();
      }
    }
  }

  /** The servers as they are shown, in their order. */
  get names(): readonly string[] {
    return this.#targets.map(({ name }) => name);
  }

  /**
   * Reads every server once. Throws only what is a bug. Wait for one round before the next.
   * @param extras more statistics, this time; a server that refuses them is up without them
   * @param withinMs longest wait for a server, connecting and all answers together; each of these has its own timeout in any case
   */
  async poll(extras: readonly StatsSubcommand[] = [], withinMs?: number): Promise<Round> {
    this.#takePending();
    const atUnixMs = this.#options.clock.unixMs();
    return { atUnixMs, servers: await Promise.all(this.#targets.map((target) => target.read(extras, withinMs))) };
  }

  /** Closes every connection; a reading under way ends as one of a server that is gone. */
  close(): void {
    for (const target of this.#targets) {
      target.close();
    }
  }
}
