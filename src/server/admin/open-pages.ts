/** Opens the admin pages: what the server's own room has to say on them, and the listener. */
import { systemClock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { type HttpListener, serveHttp } from "../../net/http-listener.ts";
import { createProcessMetrics } from "../../stats/prometheus/own-metrics.ts";
import type { ThreadData } from "../messages.ts";
import type { HttpSettings } from "../settings.ts";
import { AdminPages, type AdminSources } from "./admin-pages.ts";
import { buildFamilies, connectionFamilies, readinessFamilies, workerFamilies } from "./server-families.ts";
import { StatsReader } from "./stats-reader.ts";

/** Descriptors are for clients of the cache; probes and scrapers are fewer than this. */
const CONNECTIONS_MAX = 64;

/**
 * Adds what the server knows to conditions and metrics, and listens.
 * @param log is told of bugs
 * @throws MemtoolError LISTEN
 */
export async function openPages(
  http: HttpSettings,
  { readiness, metrics }: Pick<AdminSources, "readiness" | "metrics">,
  shared: ThreadData,
  log: (line: string) => void,
): Promise<HttpListener> {
  const reader = new StatsReader(shared);
  const full = `all ${shared.settings.maxConnections} connections that there may be (-c) are open`;
  readiness.add("connections", () => (reader.hasRoom ? { ready: true } : { ready: false, reason: full }));
  metrics.add(() => buildFamilies(http.version, process.versions.node));
  metrics.add(() => readinessFamilies(readiness.report()));
  metrics.add(() => workerFamilies(reader.workers()));
  metrics.add(() => connectionFamilies(reader.connections()));
  const pages = new AdminPages({
    reader,
    readiness,
    metrics,
    processMetrics: await createProcessMetrics(),
    unixMs: () => systemClock.unixMs(),
  });
  return await serveHttp(
    http,
    {
      answer: (method, target) => pages.answer(method, target),
      onBug: (error) => log(`a page of --http failed because of a bug of memtool: ${messageOf(error)}`),
      option: "--http",
    },
    { connectionsMax: CONNECTIONS_MAX },
  );
}
