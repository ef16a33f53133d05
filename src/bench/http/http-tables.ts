/** The result of a run against an HTTP application as tables of texts. */
import { formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import { clockRows } from "../reporters/clocks.ts";
import type { ResultTable } from "../reporters/result-table.ts";
import type { ClockSummaries, LatencySummary } from "../result/document.ts";
import type { HttpBenchResult, HttpOperationSummary, HttpRequestSummary } from "./http-document.ts";
import { STATUS_CLASSES } from "./request-line.ts";

/** What stands where there is no number: nothing was counted. */
const NOTHING = "-";

const LATENCY_HEAD = ["p50", "p90", "p95", "p99", "p99.9", "max", "mean"];

function duration(us: number | null): string {
  return us === null ? NOTHING : formatDurationMs(us / 1000);
}

function latencyCells({ p50Us, p90Us, p95Us, p99Us, p999Us, maxUs, meanUs }: LatencySummary): string[] {
  return [p50Us, p90Us, p95Us, p99Us, p999Us, maxUs, meanUs].map(duration);
}

function count(value: number | null): string {
  return value === null ? NOTHING : formatCount(Math.round(value));
}

function mainClock({ response, service }: ClockSummaries): LatencySummary {
  return response ?? service;
}

function row(name: string, summary: HttpRequestSummary): string[] {
  const counts = [name, formatCount(summary.requests), count(summary.requestsPerSecond)];
  return [...counts, ...latencyCells(mainClock(summary)), formatCount(summary.errors)];
}

/** One row for the request, and one for each class of its answers unless all of it was 2xx. */
function requestRows(operation: HttpOperationSummary): string[][] {
  const whole = row(operation.label, operation);
  if (operation.statuses["2xx"]?.requests === operation.requests) {
    return [whole];
  }
  const parts = STATUS_CLASSES.flatMap((name) => {
    const part = operation.statuses[name];
    return part === undefined
      ? []
      : [
          [
            `  ${name}`,
            formatCount(part.requests),
            count(part.requestsPerSecond),
            ...latencyCells(mainClock(part)),
            "",
          ],
        ];
  });
  return [whole, ...parts];
}

/** What became of each request. The times are response times in an open loop, else service times. */
export function requestsTable({ requests, total }: HttpBenchResult): ResultTable {
  const rows = requests.flatMap(requestRows);
  return {
    head: ["request", "requests", "req/s", ...LATENCY_HEAD, "errors"],
    rows: requests.length === 1 ? rows : [...rows, row("total", total)],
    rightFrom: 1,
  };
}

/** The clocks of all requests side by side; undefined for a closed loop, which has only one. */
export function httpClocksTable({ total, client }: HttpBenchResult): ResultTable | undefined {
  const clocks = clockRows(total, client, "answer");
  return clocks.length === 0
    ? undefined
    : {
        head: ["clock", "from -> to", ...LATENCY_HEAD],
        rows: clocks.map(([name, meaning, latency]) => [name, meaning, ...latencyCells(latency)]),
        rightFrom: 2,
      };
}

/** What the caches behind the application did meanwhile; undefined without any. */
export function cachesTable({ caches, cache }: HttpBenchResult): ResultTable | undefined {
  if (cache === null) {
    return undefined;
  }
  const all = caches.length < 2 ? [] : [{ address: "all caches", ...cache }];
  return {
    head: ["cache", "hit rate", "hits", "misses", "gets/request", "sets/request", "evictions", "CPU/request"],
    rows: [...caches, ...all].map((one) => [
      one.address,
      one.hitRate === null ? NOTHING : formatRatio(one.hitRate),
      count(one.hits),
      count(one.misses),
      one.getsPerRequest === null ? NOTHING : one.getsPerRequest.toFixed(2),
      one.setsPerRequest === null ? NOTHING : one.setsPerRequest.toFixed(2),
      count(one.evictions),
      duration(one.usPerRequest),
    ]),
    rightFrom: 1,
  };
}

/** All tables of a result. */
export function httpTables(result: HttpBenchResult): ResultTable[] {
  return [requestsTable(result), httpClocksTable(result), cachesTable(result)].filter((table) => table !== undefined);
}
