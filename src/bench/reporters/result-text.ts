/** The result in sentences: what stands above and below its tables. */
import { formatBytes, formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import type { BenchResult, ServerSummary } from "../result/document.ts";

/** Counters shown even when they are 0. */
const ALWAYS_SHOWN: readonly string[] = ["get_hits", "get_misses", "evictions"];

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function serverText({ version, embedded, address }: ServerSummary): string {
  const told = version === null ? "" : ` (version ${version})`;
  return embedded ? `the embedded server at ${address}${told}` : `${address}${told}`;
}

function perSecondText(rate: number): string {
  return `${rate < 1000 ? Math.round(rate * 100) / 100 : formatCount(rate)}/s`;
}

function loopText({ settings, servers }: BenchResult): string {
  const targets = servers.map(serverText).join(", ");
  const { loop, stages } = settings;
  if (loop === "closed" || stages === null) {
    return `Closed loop against ${targets}`;
  }
  const spacing = loop === "poisson" ? "Poisson arrivals" : "evenly spaced";
  const [first] = stages;
  const rates =
    stages.length === 1 && first !== undefined && first.fromRate === first.toRate
      ? perSecondText(first.toRate)
      : [first?.fromRate ?? 0, ...stages.map(({ toRate }) => toRate)].map(perSecondText).join(" -> ");
  return `Open loop, ${rates} ${spacing}, against ${targets}`;
}

/** What ran, against what, and for how long. */
export function headline(result: BenchResult): string[] {
  const { settings, seconds, populate, warmup } = result;
  const threads = plural(settings.threads, "thread");
  const load = `${plural(settings.connections, "connection")} on ${threads}, pipeline ${settings.pipeline}`;
  const keys = `${plural(settings.keys, "key")} ${settings.distribution}`;
  const ttl = settings.ttl === "0" ? "" : `, ttl ${settings.ttl}`;
  const lines = [
    `${loopText(result)}: ${load}`,
    `${settings.ratio}, ${keys}, values of ${settings.valueSize} bytes${ttl}, seed ${settings.seed}`,
  ];
  const until = result.complete ? "" : result.interrupted ? " until it was interrupted" : " until it failed";
  if (populate !== null) {
    const end = populate.complete ? "" : until;
    const duration = formatDurationMs(populate.seconds * 1000);
    lines.push(`Populated with ${plural(populate.requests - populate.errors, "set")} in ${duration}${end}`);
  }
  if (warmup !== null) {
    const rate = warmup.hitRate === null ? "" : `, hit rate ${formatRatio(warmup.hitRate)} at its end`;
    lines.push(`Warmed up for ${formatDurationMs(warmup.seconds * 1000)}${rate}`);
  }
  return [
    ...lines,
    isMeasured(result) ? `Measured ${formatDurationMs(seconds * 1000)}${until}` : "Nothing was measured",
  ];
}

/** False when the run ended before its measured part began: there is no table to show then. */
export function isMeasured({ seconds }: BenchResult): boolean {
  return seconds > 0;
}

/** A ratio to a hundredth of a percent: intervals are narrow. */
function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(2)} %`;
}

function hitRateLine({ total, servers }: BenchResult): string {
  const asked = total.hits + total.misses + total.stale;
  if (total.hitRate === null) {
    return "Hit rate: no key was asked for";
  }
  const [low, high] = total.hitRateInterval ?? [total.hitRate, total.hitRate];
  const stale = total.stale === 0 ? "" : `, ${formatCount(total.stale)} stale`;
  const own = servers.length === 1 ? servers[0]?.hitRate : undefined;
  const server = own === undefined || own === null ? "" : `; the server's own ${percent(own)}`;
  return `Hit rate ${percent(total.hitRate)} (95 % between ${percent(low)} and ${percent(high)}): ${formatCount(total.hits)} of ${plural(asked, "key")} asked for${stale}${server}`;
}

function rateLine({ rate }: BenchResult): string | undefined {
  if (rate === null) {
    return undefined;
  }
  const text = (perSecond: number | null): string => (perSecond === null ? "-" : perSecondText(perSecond));
  const variation = (value: number | null): string => (value === null ? "-" : value.toFixed(3));
  const blocked = rate.blockedRatio === null ? "-" : formatRatio(rate.blockedRatio);
  return `Rate: ${text(rate.offeredPerSecond)} due, ${text(rate.sentPerSecond)} sent, ${text(rate.achievedPerSecond)} answered; ${blocked} had to wait for a free connection; coefficient of variation of the gaps ${variation(rate.intendedVariation)} as due, ${variation(rate.sentVariation)} as sent`;
}

function closedLine({ rate }: BenchResult): string | undefined {
  return rate === null
    ? "Times are service times (sent -> reply): a closed loop asks a slow server less, so it shows no response time; --rate gives one"
    : undefined;
}

function clientLine({ client, servers }: BenchResult): string {
  const side = (name: string, us: number | null): string =>
    `${name} ${us === null ? "unknown" : formatDurationMs(us / 1000)}`;
  const server = servers.length === 1 ? (servers[0]?.usPerOp ?? null) : null;
  const used = client.threads.map(({ cpuRatio }) => (cpuRatio === null ? "-" : formatRatio(cpuRatio))).join(", ");
  return `CPU per request: ${side("client", client.usPerOp)}, ${side("server", server)}; load threads used ${used} of a core`;
}

function cacheAsideLine({ cacheAside }: BenchResult): string | undefined {
  if (cacheAside === null) {
    return undefined;
  }
  const { missPenalty, lease, loads, duplicateLoads } = cacheAside;
  const how = lease ? "by leases" : "everybody who misses loads";
  return `Cache-aside (${how}, ${missPenalty} a load): ${plural(loads, "load")} from behind the cache, ${formatCount(duplicateLoads)} of them of a key that was being loaded already`;
}

function connectionsLine({ connections }: BenchResult): string | undefined {
  const { lost, reopened } = connections;
  return lost + reopened === 0
    ? undefined
    : `Connections: ${formatCount(lost)} lost, ${formatCount(reopened)} opened again`;
}

function verificationLine({ verification }: BenchResult): string | undefined {
  if (verification === null) {
    return undefined;
  }
  const { verified, mismatches, lostUpdates } = verification;
  return `Verified ${plural(verified, "value")}: ${formatCount(mismatches)} not as stored, ${plural(lostUpdates, "lost update")}`;
}

function trafficLine({ bytesReadPerSecond, bytesWrittenPerSecond }: BenchResult): string | undefined {
  return bytesReadPerSecond === null || bytesWrittenPerSecond === null
    ? undefined
    : `Traffic: ${formatBytes(bytesReadPerSecond)}/s read, ${formatBytes(bytesWrittenPerSecond)}/s written`;
}

function countersLines({ servers }: BenchResult): string[] {
  return servers.flatMap(({ address, counters }) => {
    if (counters === null) {
      return [];
    }
    const shown = Object.entries(counters).filter(([name, count]) => count !== 0 || ALWAYS_SHOWN.includes(name));
    const who = servers.length === 1 ? "Server" : address;
    return [`${who} counted: ${shown.map(([name, count]) => `${name} ${formatCount(count)}`).join(", ")}`];
  });
}

/** Everything below the tables: hit rate, rates, CPU, traffic, counters, error replies, notes, and whether to believe it. */
export function footer(result: BenchResult): string[] {
  const lines = isMeasured(result)
    ? [
        hitRateLine(result),
        rateLine(result),
        closedLine(result),
        clientLine(result),
        trafficLine(result),
        connectionsLine(result),
        cacheAsideLine(result),
        verificationLine(result),
      ]
    : [];
  const errors = result.errorReplies.map(({ text, count }) => `Error reply, ${formatCount(count)} times: ${text}`);
  return [
    ...lines.filter((line) => line !== undefined),
    ...(isMeasured(result) ? countersLines(result) : []),
    ...errors,
    ...result.notes.map((note) => `Note: ${note}`),
    ...result.invalidReasons.map((reason) => `INVALID: ${reason}`),
  ];
}
