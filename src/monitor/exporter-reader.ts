/**
 * Reads servers when somebody asks. Every reading is a connection of its own, as a client's would be: one that was kept open would call a
 * server up that takes no new clients, and one down whose idle connections are cut. Who asks while a reading is under way gets that one.
 */
import { type Address, formatAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { MemtoolError } from "../base/errors.ts";
import { formatDurationMs } from "../base/format-units.ts";
import type { ClientTls } from "../net/client-tls.ts";
import { Poller } from "./poller.ts";
import type { ServerState, StatsSubcommand } from "./reading.ts";

/** What to ask for, and how long all of it may take. */
export interface ReaderOptions {
  readonly subcommands: readonly StatsSubcommand[];
  readonly tls: ClientTls | undefined;
  /** From connecting to the last answer. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** See the head of the file. */
export class ExporterReader {
  readonly #options: ReaderOptions;
  readonly #underWay = new Map<string, Promise<ServerState>>();
  readonly #pollers = new Set<Poller>();

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** Servers that are being read right now. */
  get activeCount(): number {
    return this.#underWay.size;
  }

  /** Reads a server, at the latest within the time-out. Rejects only for a bug. */
  read(address: Address): Promise<ServerState> {
    const key = formatAddress(address);
    const shared = this.#underWay.get(key);
    if (shared !== undefined) {
      return shared;
    }
    const reading = this.#readOnce(address, key).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, reading);
    return reading;
  }

  async #readOnce(address: Address, name: string): Promise<ServerState> {
    const { timeoutMs } = this.#options;
    const poller = new Poller([address], this.#options);
    this.#pollers.add(poller);
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<ServerState>((resolve) => {
      timer = setTimeout(() => resolve(tooLate(name, timeoutMs)), timeoutMs);
    });
    try {
      return await Promise.race([
        deadline,
        poller.poll().then(({ servers }) => servers[0] ?? tooLate(name, timeoutMs)),
      ]);
    } finally {
      clearTimeout(timer);
      poller.close();
      this.#pollers.delete(poller);
    }
  }

  /** Ends what is under way, as readings of servers that are gone. */
  close(): void {
    for (const poller of this.#pollers) {
      poller.close();
    }
  }
}

/** The poller's own limit holds for each answer, so that four slow ones would take four times as long. */
function tooLate(address: string, timeoutMs: number): ServerState {
  const error = new MemtoolError(
    "TIMEOUT",
    `${address} did not answer everything within ${formatDurationMs(timeoutMs)}`,
    { hint: "is it overloaded or stopped? a longer --timeout may help" },
  );
  return { address, up: false, error };
}
