/**
 * The Prometheus exporter: a web server that reads memcached servers when it is asked.
 *
 *   GET /metrics                     every target, and this process         one target: memcached_exporter's series, unlabelled
 *   GET /scrape?target=HOST:PORT     one target, nothing else               several: each series has the label server
 *   GET /healthz                     that this process runs, whatever the servers do
 */
import type { Address } from "../base/address.ts";
import type { ListenAddress } from "../net/http-address.ts";
import { type HttpListener, serveHttp } from "../net/http-listener.ts";
import { plainReply, type Reply } from "../net/http-reply.ts";
import { collectFamilies, type ServerStats } from "../stats/prometheus/collect.ts";
import { writeExposition } from "../stats/prometheus/exposition.ts";
import { createOwnMetrics, type OwnMetrics } from "../stats/prometheus/own-metrics.ts";
import { PROMETHEUS_SUBCOMMANDS } from "../stats/prometheus/prometheus-text.ts";
import { ExporterReader, type ReaderOptions } from "./exporter-reader.ts";
import { landingReply, metricsReply } from "./exporter-reply.ts";
import { routeRequest } from "./exporter-routes.ts";
import { type ExporterTargets, targetName } from "./exporter-targets.ts";
import type { StatsSubcommand } from "./reading.ts";

/** Everything an exporter is told. */
export interface ExporterOptions extends Omit<ReaderOptions, "subcommands"> {
  readonly listen: ListenAddress;
  readonly targets: ExporterTargets;
  readonly slabs: boolean;
  readonly extras: boolean;
  readonly versions: { readonly memtool: string; readonly node: string };
  /** A named target changed between up (undefined) and down, for the reason given; told once for each change. */
  readonly onChange: (name: string, reason: string | undefined) => void;
  /** An error that is memtool's own. */
  readonly onBug: (error: unknown) => void;
}

/** Servers read at the same time that nobody named at the start. */
const STRANGERS_MAX = 100;

/**
 * Starts to listen. Servers are only read when asked for.
 * @throws MemtoolError LISTEN
 */
export async function startExporter(options: ExporterOptions): Promise<HttpListener> {
  const own = await createOwnMetrics(options.versions);
  const exporter = new Exporter(options, own);
  const listener = await serveHttp(options.listen, {
    answer: (method, target) => exporter.answer(method, target),
    onBug: options.onBug,
    option: "--listen",
  });
  return {
    ...listener,
    close: () => {
      listener.close();
      exporter.close();
    },
  };
}

class Exporter {
  readonly #options: ExporterOptions;
  readonly #own: OwnMetrics;
  readonly #named: ExporterReader;
  readonly #strangers: ExporterReader;
  readonly #subcommands: readonly StatsSubcommand[];
  /** Why each named target is down; those that are up are not in it. */
  readonly #down = new Map<string, string>();

  constructor(options: ExporterOptions, own: OwnMetrics) {
    this.#options = options;
    this.#own = own;
    this.#subcommands = PROMETHEUS_SUBCOMMANDS.filter((subcommand) => options.slabs || subcommand !== "items");
    this.#named = new ExporterReader({ ...options, subcommands: this.#subcommands });
    this.#strangers = new ExporterReader({ ...options, subcommands: this.#subcommands });
  }

  async answer(method: string, target: string): Promise<Reply> {
    const { targets } = this.#options;
    const request = routeRequest(method, target, targets);
    switch (request.kind) {
      case "metrics":
        return metricsReply((await this.#readAll([...targets.named.values()])) + (await this.#own.text()));
      case "scrape":
        return request.isNamed
          ? metricsReply(await this.#readNamed([request.address], undefined))
          : await this.#readStranger(request.address);
      case "health":
        return plainReply(200, "ok");
      case "landing":
        return landingReply([...targets.named.values()].map(targetName));
      case "refused":
        return plainReply(request.status, request.text);
    }
  }

  /** Every target. What is no target any more is no longer down either. */
  async #readAll(addresses: readonly Address[]): Promise<string> {
    const names = new Set(addresses.map(targetName));
    for (const name of this.#down.keys()) {
      if (!names.has(name)) {
        this.#down.delete(name);
      }
    }
    return await this.#readNamed(addresses, this.#options.targets.mayChange === true ? true : undefined);
  }

  async #readNamed(addresses: readonly Address[], serverLabel: true | undefined): Promise<string> {
    const servers = await Promise.all(addresses.map((address) => this.#read(address, this.#named)));
    return this.#write(servers, true, serverLabel);
  }

  async #readStranger(address: Address): Promise<Reply> {
    if (this.#strangers.activeCount >= STRANGERS_MAX) {
      return plainReply(503, `${STRANGERS_MAX} servers are being read already`);
    }
    return metricsReply(this.#write([await this.#read(address, this.#strangers)], false));
  }

  async #read(address: Address, reader: ExporterReader): Promise<ReadServer> {
    const state = await reader.read(address);
    const reason = state.up ? undefined : state.error.message;
    return { stats: { ...state, address: targetName(address) }, reason };
  }

  #write(servers: readonly ReadServer[], isNamed: boolean, serverLabel?: true): string {
    const { slabs, extras } = this.#options;
    const { families, faults } = collectFamilies(
      servers.map(({ stats }) => stats),
      { slabs, extras, required: this.#subcommands, ...(serverLabel === undefined ? {} : { serverLabel }) },
    );
    for (const { stats, reason } of servers) {
      const found = reason ?? faults.get(stats.address);
      this.#own.countScrape(found === undefined);
      if (isNamed) {
        this.#note(stats.address, found);
      }
    }
    return writeExposition(families);
  }

  #note(name: string, reason: string | undefined): void {
    const wasDown = this.#down.has(name);
    if (reason === undefined) {
      this.#down.delete(name);
    } else {
      this.#down.set(name, reason);
    }
    if (wasDown !== (reason !== undefined)) {
      this.#options.onChange(name, reason);
    }
  }

  close(): void {
    this.#named.close();
    this.#strangers.close();
  }
}

/** A server's statistics under the name of its label, and why there are none. */
interface ReadServer {
  readonly stats: ServerStats;
  readonly reason: string | undefined;
}
