/** The result in sentences: what stands above and below its table. */
import { formatBytes, formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import type { BenchResult } from "../result.ts";

/** Counters shown even when they are 0. */
const ALWAYS_SHOWN: readonly string[] = ["get_hits", "get_misses", "evictions"];

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function serverText({ server }: BenchResult): string {
  const version = server.version === null ? "" : ` (version ${server.version})`;
  return server.embedded ? `the embedded server at ${server.address}${version}` : `${server.address}${version}`;
}

/** What ran, against what, and for how long. */
export function headline(result: BenchResult): string[] {
  const { settings, seconds, populate } = result;
  const threads = plural(settings.threads, "thread");
  const load = `${plural(settings.connections, "connection")} on ${threads}, pipeline ${settings.pipeline}`;
  const keys = `${plural(settings.keys, "key")} ${settings.distribution}`;
  const ttl = settings.ttlSeconds === 0 ? "" : `, ttl ${settings.ttlSeconds} s`;
  const lines = [
    `Closed loop against ${serverText(result)}: ${load}`,
    `${settings.ratio}, ${keys}, values of ${settings.valueSize} bytes${ttl}, seed ${settings.seed}`,
  ];
  const until = result.complete ? "" : result.interrupted ? " until it was interrupted" : " until it failed";
  if (populate !== null) {
    const end = populate.complete ? "" : until;
    const duration = formatDurationMs(populate.seconds * 1000);
    lines.push(`Populated with ${plural(populate.requests - populate.errors, "set")} in ${duration}${end}`);
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

function hitRateLine({ total }: BenchResult): string {
  const asked = total.hits + total.misses;
  return total.hitRate === null
    ? "Hit rate: no key was asked for"
    : `Hit rate ${formatRatio(total.hitRate)}: ${formatCount(total.hits)} of ${plural(asked, "key")} asked for`;
}

function cpuLine({ cpu }: BenchResult): string {
  const side = (name: string, us: number | null): string =>
    `${name} ${us === null ? "unknown" : formatDurationMs(us / 1000)}`;
  return `CPU per request: ${side("client", cpu.clientUsPerOp)}, ${side("server", cpu.serverUsPerOp)}`;
}

function trafficLine({ bytesReadPerSecond, bytesWrittenPerSecond }: BenchResult): string | undefined {
  return bytesReadPerSecond === null || bytesWrittenPerSecond === null
    ? undefined
    : `Traffic: ${formatBytes(bytesReadPerSecond)}/s read, ${formatBytes(bytesWrittenPerSecond)}/s written`;
}

function countersLine({ serverCounters }: BenchResult): string | undefined {
  if (serverCounters === null) {
    return undefined;
  }
  const shown = Object.entries(serverCounters).filter(([name, count]) => count !== 0 || ALWAYS_SHOWN.includes(name));
  return `Server counted: ${shown.map(([name, count]) => `${name} ${formatCount(count)}`).join(", ")}`;
}

/** Everything below the table: hit rate, CPU, traffic, the server's counters, error replies, notes. Empty when there is nothing. */
export function footer(result: BenchResult): string[] {
  const lines = isMeasured(result)
    ? [hitRateLine(result), cpuLine(result), trafficLine(result), countersLine(result)]
    : [];
  const errors = result.errorReplies.map(({ text, count }) => `Error reply, ${formatCount(count)} times: ${text}`);
  return [...lines.filter((line) => line !== undefined), ...errors, ...result.notes.map((note) => `Note: ${note}`)];
}
