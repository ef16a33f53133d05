/**
 * Reads a server's statistics in the language it speaks: in text, and when a server hangs up on the first text it gets, as those
 * that speak only the binary protocol do (memcached -S), in binary.
 */
import type { Address } from "../base/address.ts";
import { MemtoolError } from "../base/errors.ts";
import type { ClientTls } from "../net/client-tls.ts";
import type { StatEntry } from "../protocol/reply.ts";
import type { BinaryStatsClient } from "./binary-stats-client.ts";
import { MemcachedClient } from "./memcached-client.ts";

/** How long to wait, and what TLS trusts. */
export interface StatsClientOptions {
  /** Longest wait for an open connection, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Longest wait for one answer, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly tls?: ClientTls | undefined;
}

/** See the head of the file. Connects with the first question. */
export class StatsClient {
  readonly #address: Address;
  readonly #options: StatsClientOptions;
  readonly #text: MemcachedClient;
  #binary: BinaryStatsClient | undefined;
  #hasAnswered = false;
  #isDestroyed = false;

  constructor(address: Address, options: StatsClientOptions) {
    this.#address = address;
    this.#options = options;
    this.#text = new MemcachedClient(address, { ...options, readRetries: 0 });
  }

  /**
   * Statistics in the server's order; `sub` is what follows `stats`.
   * @throws MemtoolError CONNECT, REFUSED, SERVER, TIMEOUT, DISCONNECTED, PROTOCOL
   */
  async stats(sub = ""): Promise<StatEntry[]> {
    if (this.#binary !== undefined) {
      return await this.#binary.stats(sub);
    }
    try {
      const entries = await this.#text.stats(sub);
      this.#hasAnswered = true;
      return entries;
    } catch (error) {
      const isHungUp = error instanceof MemtoolError && error.code === "DISCONNECTED";
      if (!isHungUp || this.#hasAnswered || this.#isDestroyed) {
        throw error;
      }
      return await this.#askInBinary(sub, error);
    }
  }

  /** @param textError what is true if the server does not speak binary either */
  async #askInBinary(sub: string, textError: MemtoolError): Promise<StatEntry[]> {
    const { BinaryStatsClient } = await import("./binary-stats-client.ts");
    try {
      const binary = await BinaryStatsClient.open(this.#address, this.#options);
      this.#binary = binary;
      if (this.#isDestroyed) {
        binary.destroy();
      }
      return await binary.stats(sub);
    } catch (error) {
      throw error instanceof MemtoolError && (error.code === "REFUSED" || error.code === "SERVER") ? error : textError;
    }
  }

  /** Closes at once; a question under way fails with DISCONNECTED. */
  destroy(): void {
    this.#isDestroyed = true;
    this.#text.destroy();
    this.#binary?.destroy();
  }
}
