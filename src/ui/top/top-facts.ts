/** Numbers of one server, or of the total, as facts: what it is, what happens each second, what moves fastest. */
import { escapeText } from "../../base/escape.ts";
import { formatRatio } from "../../base/format-units.ts";
import { movingCounters } from "../../monitor/counters.ts";
import type { Metrics } from "../../monitor/metrics.ts";
import type { AnswerPair, ServerMoment } from "../../monitor/model.ts";
import { readCounter } from "../../stats/stat-map.ts";
import type { Fact } from "../screen/facts.ts";
import type { PieceStyle } from "../screen/piece-theme.ts";
import { rateText } from "./detail-columns.ts";
import { bytesText, countText, exactText, latencyText, ratioText, secondsText } from "./top-format.ts";

const fact = (name: string, value: string, style: PieceStyle = "plain"): Fact => ({ name, value, style });

/** What kind of server it is. */
export function identityFacts(server: ServerMoment | undefined, metrics: Metrics): Fact[] {
  const stats = server?.pair?.answer.views.get("");
  const text = (name: string): string => escapeText(stats?.get(name) ?? "-");
  const uptime = Number((stats && readCounter(stats, "uptime")) ?? Number.NaN);
  const { bytes, limit, connections, connectionLimit } = metrics;
  const used = limit > 0 && !Number.isNaN(bytes) ? ` (${formatRatio(bytes / limit)})` : "";
  return [
    ...(server === undefined
      ? [fact("servers up", countText(metrics.up))]
      : [fact("version", text("version")), fact("up", secondsText(uptime)), fact("threads", text("threads"))]),
    fact("memory", `${bytesText(bytes)} of ${bytesText(limit)}${used}`),
    fact("conns", `${exactText(connections)} of ${exactText(connectionLimit)}`),
    ...(server === undefined ? [] : [fact("pid", text("pid"))]),
  ];
}

/** Everything that has a rate. */
export function rateFacts(metrics: Metrics): Fact[] {
  const alarm = (value: number): PieceStyle => (value > 0 ? "warn" : "plain");
  return [
    fact("hit ratio", ratioText(metrics.hitRatio), "hitRate"),
    fact("  since the start", ratioText(metrics.hitRatioEver), "serverHitRate"),
    fact("gets/s", countText(metrics.gets), "throughput"),
    fact("  misses/s", countText(metrics.misses)),
    fact("sets/s", countText(metrics.sets), "throughput"),
    fact("deletes/s", countText(metrics.deletes)),
    fact("touches/s", countText(metrics.touches)),
    fact("incr, decr/s", countText(metrics.arithmetic)),
    fact("evictions/s", countText(metrics.evictions), alarm(metrics.evictions)),
    fact("  never fetched/s", countText(metrics.evictedUnfetched), alarm(metrics.evictedUnfetched)),
    fact("expired, reused/s", countText(metrics.reclaimed)),
    fact("items", countText(metrics.items)),
    fact("probe p50", latencyText(metrics.p50Us), "p50"),
    fact("probe p99", latencyText(metrics.p99Us), "p99"),
    fact("in/s", bytesText(metrics.bytesIn)),
    fact("out/s", bytesText(metrics.bytesOut)),
    fact("new conns/s", countText(metrics.newConnections)),
    fact("rejected/s", countText(metrics.rejected), alarm(metrics.rejected)),
    fact("CPU", Number.isNaN(metrics.cpu) ? "-" : `${Math.round(metrics.cpu)}%`),
  ];
}

/** The counters that move fastest. */
export function counterFacts(pair: AnswerPair | undefined): Fact[] {
  if (pair === undefined) {
    return [];
  }
  return movingCounters(pair.answer, pair.earlier).map(({ name, perSecond }) =>
    fact(escapeText(name), rateText(perSecond)),
  );
}
