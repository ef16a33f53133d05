/** Metrics of memtool's own process: prom-client's defaults (CPU, memory, descriptors, event loop, garbage collection) and what it did. */

/** Counts what an exporter does, and writes it down. */
export interface OwnMetrics {
  /** The metrics of a server were asked for. */
  countScrape(isUp: boolean): void;
  /** Everything in the text format of exposition.ts. */
  text(): Promise<string>;
}

/** Starts to measure this process. prom-client is loaded here, because nothing else needs it. */
export async function createOwnMetrics(versions: { memtool: string; node: string }): Promise<OwnMetrics> {
  const { collectDefaultMetrics, Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
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
