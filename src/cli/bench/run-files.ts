/** The files a run leaves behind: `--csv` and `--hlog`, written second by second, and `--hgrm` at its end. */
import { closeSync, openSync, writeSync } from "node:fs";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { seriesHead, seriesRow } from "../../bench/reporters/series-csv.ts";
import type { SeriesPoint } from "../../bench/result/document.ts";
import type { DatedPoint } from "../../bench/result/series.ts";
import { allRequests, mergedHistogram, TIMED_OUTCOMES } from "../../bench/result/summarize.ts";
import { OPERATIONS } from "../../bench/workload/operations.ts";
import type { Histogram } from "../../stats/histogram.ts";
import { IntervalLog } from "../../stats/interval-log.ts";
import { formatPercentileFile } from "../../stats/percentile-file.ts";
import type { BenchOptionValues } from "./bench-options.ts";

/** A file that is written piece by piece; it is there, and writable, from the start. */
class RunFile {
  readonly #path: string;
  readonly #descriptor: number;

  /** @throws MemtoolError USAGE naming the option, when it cannot be written */
  constructor(option: string, path: string) {
    this.#path = path;
    try {
      this.#descriptor = openSync(path, "w");
    } catch (error) {
      throw new MemtoolError("USAGE", `--${option} ${path} cannot be written: ${messageOf(error)}`);
    }
  }

  /** Appends. @throws MemtoolError USAGE when the disk is full */
  write(text: string): void {
    try {
      writeSync(this.#descriptor, text);
    } catch (error) {
      throw new MemtoolError("USAGE", `${this.#path} cannot be written: ${messageOf(error)}`);
    }
  }

  /** Ends it. */
  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Histograms of a second of the run: of all its requests by clock, and of each kind of request by the clock that counts. */
export interface SecondHistograms {
  all(clock: "response" | "service"): Histogram;
  kinds(clock: "response" | "service"): Iterable<readonly [tag: string, histogram: Histogram]>;
}

/** A second of the run. */
export interface DatedSecond {
  readonly point: SeriesPoint;
  /** When the phase began, in ms since 1970. */
  readonly startedUnixMs: number;
}

/** The files of one run. Those that were not asked for are not there. */
export class RunFiles<Second extends DatedSecond> {
  readonly #csv: RunFile | undefined;
  readonly #hlog: RunFile | undefined;
  readonly #hgrm: RunFile | undefined;
  readonly #isPaced: boolean;
  readonly #histogramsOf: (second: Second) => SecondHistograms;
  #log: IntervalLog | undefined;

  /**
   * Opens the files.
   * @throws MemtoolError USAGE for one that cannot be written, before anything ran
   */
  constructor(
    options: Pick<BenchOptionValues, "csv" | "hlog" | "hgrm">,
    isPaced: boolean,
    histogramsOf: (second: Second) => SecondHistograms,
  ) {
    const open = (option: "csv" | "hlog" | "hgrm"): RunFile | undefined => {
      const path = options[option];
      return path === undefined ? undefined : new RunFile(option, path);
    };
    this.#csv = open("csv");
    this.#hlog = open("hlog");
    this.#hgrm = open("hgrm");
    this.#isPaced = isPaced;
    this.#histogramsOf = histogramsOf;
    this.#csv?.write(seriesHead());
  }

  /** Writes a second of the run. */
  add(second: Second): void {
    const { point, startedUnixMs } = second;
    this.#csv?.write(seriesRow(point));
    const file = this.#hlog;
    if (file === undefined) {
      return;
    }
    this.#log ??= new IntervalLog((text) => file.write(text), startedUnixMs, ["memtool bench, values in ns"]);
    const log = this.#log;
    const histograms = this.#histogramsOf(second);
    const clock = this.#isPaced ? "response" : "service";
    const times = { startMs: startedUnixMs + point.startMs, endMs: startedUnixMs + point.endMs };
    log.append({ ...times, histogram: histograms.all(clock) });
    if (this.#isPaced) {
      log.append({ ...times, tag: "service", histogram: histograms.all("service") });
    }
    for (const [tag, histogram] of histograms.kinds(clock)) {
      if (histogram.count > 0) {
        log.append({ ...times, tag, histogram });
      }
    }
  }

  /** Writes what is known at the end, and closes the files. */
  end(latencies: Histogram | undefined): void {
    if (latencies !== undefined) {
      this.#hgrm?.write(formatPercentileFile(latencies));
    }
    for (const file of [this.#csv, this.#hlog, this.#hgrm]) {
      file?.close();
    }
  }
}

/** Those of memcached's operations. */
export function operationHistograms({ recorder }: DatedPoint): SecondHistograms {
  return {
    all: (clock) => allRequests([recorder], clock),
    kinds: (clock) =>
      OPERATIONS.map((operation) => [operation, mergedHistogram([recorder], [operation], TIMED_OUTCOMES, clock)]),
  };
}
