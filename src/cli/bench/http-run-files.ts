/** The files a run against an HTTP application leaves behind: `--csv` and `--hlog`, written second by second, and `--hgrm` at its end. */
import type { HttpDatedPoint } from "../../bench/http/http-phase.ts";
import { type HttpRequest, httpRequestLabel } from "../../bench/http/http-plan.ts";
import { ALL_ENDINGS, everything, httpHistogram } from "../../bench/http/http-summarize.ts";
import { seriesHead, seriesRow } from "../../bench/reporters/series-csv.ts";
import type { Histogram } from "../../stats/histogram.ts";
import { IntervalLog } from "../../stats/interval-log.ts";
import { formatPercentileFile } from "../../stats/percentile-file.ts";
import type { BenchOptionValues } from "./bench-options.ts";
import { RunFile } from "./run-files.ts";

/** A request's label as a tag, which has no comma and no white space. */
function tagOf(request: HttpRequest): string {
  return httpRequestLabel(request).replaceAll(/[\s,]+/g, "_");
}

/** The files of one run. Those that were not asked for are not there. */
export class HttpRunFiles {
  readonly #csv: RunFile | undefined;
  readonly #hlog: RunFile | undefined;
  readonly #hgrm: RunFile | undefined;
  readonly #requests: readonly HttpRequest[];
  readonly #isPaced: boolean;
  #log: IntervalLog | undefined;

  /** Opens the files. @throws MemtoolError USAGE for one that cannot be written, before anything ran */
  constructor(
    options: Pick<BenchOptionValues, "csv" | "hlog" | "hgrm">,
    requests: readonly HttpRequest[],
    isPaced: boolean,
  ) {
    const open = (option: "csv" | "hlog" | "hgrm"): RunFile | undefined => {
      const path = options[option];
      return path === undefined ? undefined : new RunFile(option, path);
    };
    this.#csv = open("csv");
    this.#hlog = open("hlog");
    this.#hgrm = open("hgrm");
    this.#requests = requests;
    this.#isPaced = isPaced;
    this.#csv?.write(seriesHead());
  }

  /** Writes a second of the run. */
  add({ point, recorder, startedUnixMs }: HttpDatedPoint): void {
    this.#csv?.write(seriesRow(point));
    const file = this.#hlog;
    if (file === undefined) {
      return;
    }
    this.#log ??= new IntervalLog((text) => file.write(text), startedUnixMs, ["memtool bench, values in ns"]);
    const log = this.#log;
    const clock = this.#isPaced ? "response" : "service";
    const all = everything(this.#requests.length);
    const times = { startMs: startedUnixMs + point.startMs, endMs: startedUnixMs + point.endMs };
    log.append({ ...times, histogram: httpHistogram(recorder, all, clock) });
    if (this.#isPaced) {
      log.append({ ...times, tag: "service", histogram: httpHistogram(recorder, all, "service") });
    }
    this.#requests.forEach((request, number) => {
      const histogram = httpHistogram(recorder, { requests: [number], endings: ALL_ENDINGS }, clock);
      if (histogram.count > 0) {
        log.append({ ...times, tag: tagOf(request), histogram });
      }
    });
  }

  /** Writes what is known at the end, and closes the files. */
  end(latencies: Histogram): void {
    this.#hgrm?.write(formatPercentileFile(latencies));
    for (const file of [this.#csv, this.#hlog, this.#hgrm]) {
      file?.close();
    }
  }
}
