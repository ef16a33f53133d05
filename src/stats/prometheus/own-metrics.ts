/** Metrics of memtool's own process: prom-client's defaults (CPU, memory, descriptors, event loop, garbage collection), and what an exporter did. */
import type { Registry } from "prom-client";

/** Counts what an exporter does, and writes it down. */
export interface OwnMetrics {
  /** The metrics of a server were asked for. */
  countScrape(isUp: boolean): void;
  /** Everything in the text format of exposition.ts. */
  text(): Promise<string>;
}

/** prom-client is loaded here, because nothing else needs it. */
async function measureProcess(): Promise<{
  readonly client: typeof import("prom-client");
  readonly registry: Registry;
}> {
  const client = await import("prom-client");
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  return { client, registry };
}

/** Starts to measure this process. @returns what writes `process_*` and `nodejs_*` in the text format of exposition.ts */
export async function createProcessMetrics(): Promise<() => Promise<string>> {
  const { registry } = await measureProcess();
  return () => registry.metrics();
}

/** Starts to measure this process and what it does as an exporter. */
export async function createOwnMetrics(versions: { memtool: string; node: string }): Promise<OwnMetrics> {
  const { client, registry } = await measureProcess();
  const { Counter, Gauge } = client;
  const registers = [registry];
  new Gauge({
    name: "memtool_exporter_build_info",
    help: "Always 1; the versions are the labels.",
    labelNames: ["version", "node_version"],
    registers,
  }).set({ version: versions.memtool, node_version: versions.node }, 1);
  const scrapes = new Counter({
    name: "memtool_exporter_scrapes_total",
    help: "Times the metrics of a server were asked for.",
    registers,
  });
  const failures = new Counter({
    name: "memtool_exporter_scrape_failures_total",
    help: "Times they came out as memcached_up 0.",
    registers,
  });
  return {
    countScrape: (isUp) => {
      scrapes.inc();
      if (!isUp) {
        failures.inc();
      }
    },
    text: () => registry.metrics(),
  };
}
