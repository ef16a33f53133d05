/** Numbers of a load that are no charts: the head with its progress bar, counts, the server's side, the verdict. */
import { formatCount, formatDurationMs, formatRatio } from "../../base/format-units.ts";
import type { Progress } from "../../bench/progress.ts";
import { type Fact, progressBar } from "../screen/facts.ts";
import type { Row } from "../screen/piece-theme.ts";
import { fitEdges, rowOf, rowWidth, spaced, wrapWords } from "../screen/row-fit.ts";
import type { BenchState, FinishedPhase } from "./bench-state.ts";

const PHASE_NAMES = { populate: "populate", warmup: "warm-up", measure: "measure" } as const;

/** Shortest progress bar worth drawing. */
const BAR_COLUMNS_MIN = 10;

/** Most rows that reasons against a run take. */
const REASON_ROWS_MAX = 3;

/** Percentiles of everything so far. */
const PERCENTILES = [50, 90, 99, 99.9] as const;

/** Seconds with one digit, so that the text does not jump about. */
function seconds(elapsedMs: number): string {
  return elapsedMs < 59_950 ? `${(elapsedMs / 1000).toFixed(1)} s` : formatDurationMs(elapsedMs);
}

function finishedRows(finished: readonly FinishedPhase[]): Row[] {
  return finished.map(({ phase, elapsedMs }) => rowOf(`✓ ${PHASE_NAMES[phase]} ${seconds(elapsedMs)}`, "dim"));
}

/** How much time is left at the pace so far; nothing while that would be a guess. */
function leftRows({ elapsedMs }: Progress, done: number): Row[] {
  if (done < 0.02 || done >= 1) {
    return [];
  }
  const secondsLeft = Math.ceil((elapsedMs * (1 - done)) / done / 1000);
  return [rowOf(`${formatDurationMs(secondsLeft * 1000)} left`, "dim")];
}

/** `✓ populate 0.8 s  measure ━━━━━╸──────── 32 %  3.2 s  6.8 s left`: narrower without what is over, then without the bar. */
function phaseRow(finished: readonly FinishedPhase[], progress: Progress, width: number): Row {
  const { phase, elapsedMs, done } = progress;
  const name = rowOf(PHASE_NAMES[phase], "title");
  const elapsed = rowOf(seconds(elapsedMs));
  if (done === undefined) {
    return spaced([...finishedRows(finished), name, elapsed], 2);
  }
  const percent = rowOf(`${Math.floor(done * 100)} %`.padStart(5));
  const after = spaced([percent, elapsed, ...leftRows(progress, done)], 2);
  const candidates = [finishedRows(finished), []].map((over) => {
    const before = spaced([...over, name], 2);
    return { before, columns: width - rowWidth(before) - rowWidth(after) - 2 };
  });
  const fit = candidates.find(({ columns }) => columns >= BAR_COLUMNS_MIN);
  return fit === undefined ? spaced([name, after], 1) : spaced([fit.before, progressBar(done, fit.columns), after], 1);
}

/** The two rows at the top: what is loaded and how, and how far it is. */
export function headRows({ title, finished, progress }: BenchState, width: number): Row[] {
  const name = spaced([rowOf("memtool bench", "title"), rowOf(title.target)], 2);
  const loads = title.load.map((_, index) => rowOf(title.load.slice(0, title.load.length - index).join(", "), "dim"));
  const load = loads.find((row) => rowWidth(name) + 2 + rowWidth(row) <= width) ?? [];
  return [
    fitEdges(name, load, width),
    progress === undefined ? rowOf("connecting", "dim") : phaseRow(finished, progress, width),
  ];
}

function optional(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "-" : format(value);
}

/** Counts since the start of the phase, and what is under way. */
export function countFacts({ requests, errors, points }: Progress): Fact[] {
  return [
    { name: "requests", value: formatCount(requests), style: "plain" },
    { name: "errors", value: formatCount(errors), style: errors > 0 ? "bad" : "plain" },
    { name: "in flight", value: optional(points.at(-1)?.inFlight, formatCount), style: "plain" },
  ];
}

/** What the servers said of the last second. Of a server in this process nobody can tell the CPU time apart. */
export function serverFacts({ points }: Progress): Fact[] {
  const last = points.at(-1);
  const cpuPercent = last?.serverCpuPercent;
  const cpu: Fact[] =
    cpuPercent === null || cpuPercent === undefined
      ? []
      : [{ name: "CPU", value: `${Math.round(cpuPercent)} %`, style: "plain" }];
  return [
    { name: "hit rate", value: optional(last?.serverHitRate, formatRatio), style: "serverHitRate" },
    { name: "evictions/s", value: optional(last?.serverEvictions, formatCount), style: "plain" },
    ...cpu,
  ];
}

/** Percentiles of everything since the start of the phase. */
export function percentileFacts({ latencies }: Progress): Fact[] {
  const values = latencies.percentilesNs(PERCENTILES);
  return [
    ...PERCENTILES.map((percentile, index) => ({ name: `p${percentile}`, valueNs: values[index] })),
    { name: "max", valueNs: latencies.maxNs },
  ].map(({ name, valueNs }) => ({
    name,
    value: optional(valueNs, (ns) => formatDurationMs(ns / 1e6)),
    style: "plain",
  }));
}

/** The rows at the bottom: whether the numbers can be trusted so far. @param rowsMax rows there are; enough for all when not given */
export function verdictRows(progress: Progress | undefined, width: number, rowsMax = REASON_ROWS_MAX): Row[] {
  const hint = rowOf("Ctrl-C ends the run and reports", "dim");
  if (progress?.phase !== "measure") {
    const note = progress === undefined ? "" : progress.phase === "populate" ? "setting every key once" : "warming up";
    return [fitEdges(rowOf(note === "" ? "" : `${note}: none of this counts`, "dim"), hint, width)];
  }
  const [reason, ...others] = progress.invalidReasons;
  if (reason === undefined) {
    return [fitEdges(rowOf("✓ valid so far", "good"), hint, width)];
  }
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return wrapWords(`✗ INVALID${more}: ${reason}`, width, rowsMax).map((line) => rowOf(line, "bad"));
}
