/**
 * Measures how long servers take to answer, on a connection of its own to each: round trips of `version`, which every server knows and
 * which costs it next to nothing. A server that speaks no text, or is gone, has no times; it is tried again every few seconds.
 */
import { type Address, formatAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { MemcachedClient } from "../client/memcached-client.ts";
import type { ClientTls } from "../net/client-tls.ts";

/** Time between two attempts to reach a server that did not answer. */
const RETRY_MS = 5000;

/** Most round trips that are kept until they are taken. */
const PROBES_MAX = 1000;

/** Time between two heartbeats while a probe is under way, and how late one may be before this process counts as having been busy. */
const HEARTBEAT_MS = 5;
const HEARTBEAT_LATE_MS = 10;

/** For connecting and asking. */
export interface ProbeOptions {
  readonly tls?: ClientTls | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** One server's connection. */
class Probe {
  readonly name: string;
  readonly #address: Address;
  readonly #options: ProbeOptions;
  #client: MemcachedClient | undefined;
  #isAsking = false;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #probesUs: number[] = [];

  constructor(address: Address, options: ProbeOptions) {
    this.name = formatAddress(address);
    this.#address = address;
    this.#options = options;
  }

  /** Resolves when the answer is there, or there is none. @param wasBusySince whether this process was busy with something else */
  async ask(wasBusySince: (sentMs: number) => boolean): Promise<void> {
    const { clock, timeoutMs, tls } = this.#options;
    if (this.#isAsking || clock.monotonicMs() < this.#notBeforeMs) {
      return;
    }
    this.#isAsking = true;
    try {
      if (this.#client === undefined) {
        const timeouts = { connectTimeoutMs: timeoutMs, requestTimeoutMs: timeoutMs };
        this.#client = new MemcachedClient(this.#address, { ...timeouts, tls, readRetries: 0 });
        await this.#client.connect();
      }
      const sentMs = clock.monotonicMs();
      await this.#client.version();
      const tookMs = clock.monotonicMs() - sentMs;
      if (!wasBusySince(sentMs) && this.#probesUs.length < PROBES_MAX) {
        this.#probesUs.push(Math.round(tookMs * 10_000) / 10);
      }
    } catch {
      // Why a server does not answer is told by who polls it.
      this.close();
      this.#notBeforeMs = clock.monotonicMs() + RETRY_MS;
    } finally {
      this.#isAsking = false;
    }
  }

  take(): number[] {
    const taken = this.#probesUs;
    this.#probesUs = [];
    return taken;
  }

  close(): void {
    this.#client?.destroy();
    this.#client = undefined;
  }
}

/** See the head of the file. */
export class Prober {
  readonly #options: ProbeOptions;
  #probes: readonly Probe[];
  #ownWorkMs = Number.NEGATIVE_INFINITY;
  #heartbeatMs = 0;
  #heart: NodeJS.Timeout | undefined;
  #underWay = 0;

  constructor(addresses: readonly Address[], options: ProbeOptions) {
    this.#options = options;
    this.#probes = addresses.map((address) => new Probe(address, options));
  }

  /** Asks these servers from now on; connections to those that stay stay open. */
  setAddresses(addresses: readonly Address[]): void {
    const before = new Map(this.#probes.map((probe) => [probe.name, probe]));
    this.#probes = addresses.map((address) => before.get(formatAddress(address)) ?? new Probe(address, this.#options));
    const kept = new Set(this.#probes);
    for (const probe of before.values()) {
      if (!kept.has(probe)) {
        probe.close();
      }
    }
  }

  /** Asks every server that is not being asked. Never rejects. */
  async ask(): Promise<void> {
    this.#heartbeatMs = this.#options.clock.monotonicMs();
    this.#heart ??= setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#underWay++;
    await Promise.all(this.#probes.map((probe) => probe.ask((sentMs) => this.#wasBusySince(sentMs))));
    this.#underWay--;
    if (this.#underWay === 0) {
      this.#stopHeart();
    }
  }

  /** Tells that this process was busy until now: replies that are under way may have had to wait for us, so they don't count. */
  noteOwnWork(): void {
    this.#ownWorkMs = this.#options.clock.monotonicMs();
  }

  /** Notices when this process did not run, whatever the reason: it worked, was stopped, or had no CPU. */
  #beat(): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#heartbeatMs > HEARTBEAT_LATE_MS) {
      this.#ownWorkMs = nowMs;
    }
    this.#heartbeatMs = nowMs;
  }

  /** Replies may be read before a late heartbeat is told of. */
  #wasBusySince(sentMs: number): boolean {
    this.#beat();
    return this.#ownWorkMs > sentMs;
  }

  #stopHeart(): void {
    clearInterval(this.#heart);
    this.#heart = undefined;
  }

  /** The round trips of each server since the last time, in microseconds. */
  take(): number[][] {
    return this.#probes.map((probe) => probe.take());
  }

  /** Closes every connection. */
  close(): void {
    this.#stopHeart();
    for (const probe of this.#probes) {
      probe.close();
    }
  }
}
