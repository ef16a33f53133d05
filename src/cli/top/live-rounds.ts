/** Rounds of servers as they are now: all asked at once, every so often, and a probe of their latency in between. */
import type { Address } from "../../base/address.ts";
import type { Clock } from "../../base/clock.ts";
import { Poller } from "../../monitor/poller.ts";
import { Prober } from "../../monitor/probe.ts";
import type { Round, StatsSubcommand } from "../../monitor/reading.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import { type OnRound, Pause, type RoundSource } from "./round-source.ts";

/** Probes of each server in the time of a round, and how far apart they are at least and at most. */
const PROBES_A_ROUND = 5;
const PROBE_MS_MIN = 100;
const PROBE_MS_MAX = 1000;

/** What to ask whom, and how often. */
export interface LiveOptions {
  readonly addresses: readonly Address[];
  readonly tls: ClientTls | undefined;
  readonly timeoutMs: number;
  readonly everyMs: number;
  readonly clock: Clock;
  /** Statistics to ask for besides the general ones, at the moment. */
  readonly extras: () => readonly StatsSubcommand[];
}

/** See the head of the file. */
export class LiveRounds implements RoundSource {
  readonly #options: LiveOptions;
  readonly #poller: Poller;
  readonly #prober: Prober;
  readonly #pause = new Pause();
  #everyMs: number;
  #isClosed = false;
  /** The servers from the next round on. */
  #pending: readonly Address[] | undefined;
  #isHurried = false;
  #probeTimer: NodeJS.Timeout | undefined;

  constructor(options: LiveOptions) {
    const { addresses, tls, timeoutMs, clock } = options;
    this.#options = options;
    this.#everyMs = options.everyMs;
    this.#poller = new Poller(addresses, { subcommands: [""], tls, timeoutMs, clock });
    this.#prober = new Prober(addresses, { tls, timeoutMs, clock });
  }

  async run(onRound: OnRound): Promise<void> {
    this.#probeAgain();
    const { clock, extras } = this.#options;
    while (!this.#isClosed) {
      const startMs = clock.monotonicMs();
      this.#isHurried = false;
      this.#takePending();
      const round = withProbes(await this.#poller.poll(extras()), this.#prober.take());
      if (this.#isClosed) {
        return;
      }
      onRound(round);
      this.#prober.noteOwnWork();
      const waitMs = startMs + this.#everyMs - clock.monotonicMs();
      if (waitMs > 0 && !this.#isHurried && !this.#isClosed) {
        await this.#pause.wait(waitMs);
      }
    }
  }

  #probeAgain(): void {
    if (!this.#isClosed) {
      const waitMs = Math.min(PROBE_MS_MAX, Math.max(PROBE_MS_MIN, this.#everyMs / PROBES_A_ROUND));
      this.#probeTimer = setTimeout(() => {
        void this.#prober.ask();
        this.#probeAgain();
      }, waitMs);
    }
  }

  /** Asks these servers, from the next round on. */
  setAddresses(addresses: readonly Address[]): void {
    this.#pending = addresses;
  }

  #takePending(): void {
    if (this.#pending !== undefined) {
      this.#poller.setAddresses(this.#pending);
      this.#prober.setAddresses(this.#pending);
      this.#pending = undefined;
    }
  }

  /** Changes the time between two rounds, from the next one on. */
  setEvery(everyMs: number): void {
    this.#everyMs = everyMs;
    this.hurry();
  }

  /** The next round is now. */
  hurry(): void {
    this.#isHurried = true;
    this.#pause.end();
  }

  /** Tells that this process was busy until now, which a probe under way must not be blamed for. */
  noteOwnWork(): void {
    this.#prober.noteOwnWork();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#probeTimer);
    this.#poller.close();
    this.#prober.close();
    this.#pause.end();
  }
}

/** The round with the probe's times of each server, if it has any. @param probesUs in the order of the servers */
function withProbes(round: Round, probesUs: readonly (readonly number[])[]): Round {
  const servers = round.servers.map((server, index) => {
    const probes = probesUs[index] ?? [];
    return server.up && probes.length > 0 ? { ...server, probesUs: probes } : server;
  });
  return { ...round, servers };
}
