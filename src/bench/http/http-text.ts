/** The result of a run against an HTTP application in sentences: what stands above and below its tables. */
import { formatBytes, formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import type { HttpBenchResult } from "./http-document.ts";

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function perSecondText(rate: number | null): string {
  return rate === null ? "-" : `${formatCount(Math.round(rate * 100) / 100)}/s`;
}

function loopText({ loop, stages, origin }: HttpBenchResult["settings"]): string {
  if (loop === "closed" || stages === null) {
    return `Closed loop against ${origin}`;
  }
  const spacing = loop === "poisson" ? "Poisson arrivals" : "evenly spaced";
  const [first] = stages;
  const isConstant = stages.length === 1 && first?.fromRate === first?.toRate;
  const rates = isConstant ? [first?.toRate ?? 0] : [first?.fromRate ?? 0, ...stages.map(({ toRate }) => toRate)];
  return `Open loop, ${rates.map(perSecondText).join(" -> ")} ${spacing}, against ${origin}`;
}

/** False when the run ended before its measured part began: there is no table to show then. */
export function isHttpMeasured({ seconds }: HttpBenchResult): boolean {
  return seconds > 0;
}

/** What ran, against what, and for how long. */
export function httpHeadline(result: HttpBenchResult): string[] {
  const { settings, seconds, warmup } = result;
  const load = `${plural(settings.connections, "connection")} on ${plural(settings.threads, "thread")}, pipeline ${settings.pipeline}`;
  const mix = settings.requests.map(({ method, path, weight }) => `${method} ${path} ${weight}`);
  const shownMix = mix.length === 1 ? mix[0]?.replace(/ \S+$/, "") : mix.join(", ");
  const lines = [
    `${loopText(settings)}: ${load}`,
    `${shownMix}, ${plural(settings.keys, "key")} ${settings.distribution}, seed ${settings.seed}`,
  ];
  const until = result.complete ? "" : result.interrupted ? " until it was interrupted" : " until it failed";
  if (warmup !== null) {
    const rate = warmup.hitRate === null ? "" : `, hit rate of the caches ${formatRatio(warmup.hitRate)} at its end`;
    lines.push(`Warmed up for ${formatDurationMs(warmup.seconds * 1000)}${rate}`);
  }
  const measured = isHttpMeasured(result)
    ? `Measured ${formatDurationMs(seconds * 1000)}${until}`
    : "Nothing was measured";
  return [...lines, measured];
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(2)} %`;
}

function cacheLine({ cache, caches }: HttpBenchResult): string | undefined {
  if (cache === null || cache.hitRate === null || cache.hitRateInterval === null) {
    return undefined;
  }
  const [low, high] = cache.hitRateInterval;
  const who = caches.length === 1 ? "the cache" : "the caches";
  const keys = formatCount((cache.hits ?? 0) + (cache.misses ?? 0));
  return `Hit rate ${percent(cache.hitRate)} (95 % between ${percent(low)} and ${percent(high)}): ${formatCount(cache.hits ?? 0)} of ${keys} keys that ${who} was asked for meanwhile, by anybody`;
}

function rateLine({ rate }: HttpBenchResult): string {
  if (rate === null) {
    return "Times are service times (sent -> answer): a closed loop asks a slow application less, so it shows no response time; --rate gives one";
  }
  const variation = (value: number | null): string => (value === null ? "-" : value.toFixed(3));
  const blocked = rate.blockedRatio === null ? "-" : formatRatio(rate.blockedRatio);
  return `Rate: ${perSecondText(rate.offeredPerSecond)} due, ${perSecondText(rate.sentPerSecond)} sent, ${perSecondText(rate.achievedPerSecond)} ended; ${blocked} had to wait for a free connection; coefficient of variation of the gaps ${variation(rate.intendedVariation)} as due, ${variation(rate.sentVariation)} as sent`;
}

function errorLine({ total }: HttpBenchResult): string | undefined {
  const { errors, errorRate, unanswered } = total;
  const open = unanswered === 0 ? "" : `, ${formatCount(unanswered)} still open at the end`;
  return errors + unanswered === 0
    ? undefined
    : `Errors: ${formatCount(errors)} of ${plural(total.requests, "request")} (${formatRatio(errorRate ?? 0)})${open}`;
}

function clientLine({ client }: HttpBenchResult): string {
  const us = client.usPerOp === null ? "unknown" : formatDurationMs(client.usPerOp / 1000);
  const used = client.threads.map(({ cpuRatio }) => (cpuRatio === null ? "-" : formatRatio(cpuRatio))).join(", ");
  return `CPU per request: client ${us}; load threads used ${used} of a core`;
}

function trafficLine({ bytesReadPerSecond, bytesWrittenPerSecond }: HttpBenchResult): string {
  return `Traffic: ${formatBytes(bytesReadPerSecond ?? 0)}/s read, ${formatBytes(bytesWrittenPerSecond ?? 0)}/s written`;
}

function connectionsLine({ connections }: HttpBenchResult): string | undefined {
  const { lost, reopened, failed } = connections;
  return lost + reopened + failed === 0
    ? undefined
    : `Connections: ${formatCount(lost)} lost, ${formatCount(reopened)} opened again, ${plural(failed, "attempt")} failed`;
}

/** Everything below the tables: hit rate, rates, errors, CPU, traffic, notes, and whether to believe it. */
export function httpFooter(result: HttpBenchResult): string[] {
  const lines = isHttpMeasured(result)
    ? [
        cacheLine(result),
        rateLine(result),
        errorLine(result),
        ...result.errors.map(({ kind, count }) => `  ${formatCount(count)} times: ${kind}`),
        clientLine(result),
        trafficLine(result),
        connectionsLine(result),
      ]
    : [];
  return [
    ...lines.filter((line) => line !== undefined),
    ...result.notes.map((note) => `Note: ${note}`),
    ...result.invalidReasons.map((reason) => `INVALID: ${reason}`),
  ];
}
