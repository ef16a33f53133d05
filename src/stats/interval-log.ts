/**
 * HdrHistogram's interval log (`.hlog`, version 1.3): a head, then a line for each interval and tag, handed to a sink as it
 * is measured, so that a long run needs no memory for it.
 *
 *   Tag=get.hit,1.000,0.500,12.345,HISTFAAAA...
 *       seconds after the base time, length in seconds, largest value in ms, all values in ns
 */
import { assert } from "../base/assert.ts";
import type { Histogram } from "./histogram.ts";
import { encodeBase64 } from "./histogram-base64.ts";

const NS_PER_MS = 1e6;

/** What was measured between two moments of the wall clock, in ms since 1970. */
export interface LoggedInterval {
  /** Which of several histograms of the interval this is: no comma, no white space. Without it the line has no tag. */
  readonly tag?: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly histogram: Histogram;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** The writer of one log. */
export class IntervalLog {
  readonly #sink: (text: string) => void;
  readonly #baseMs: number;

  /**
   * Writes the head.
   * @param sink is given whole lines
   * @param startMs when the run began, in ms since 1970; the lines count from it
   * @param comment what ran, one line each
   */
  constructor(sink: (text: string) => void, startMs: number, comment: readonly string[] = []) {
    this.#sink = sink;
    this.#baseMs = startMs;
    const start = seconds(startMs);
    const head = [
      ...comment.map((line) => `#[${line.replaceAll(/[\r\n]+/g, " ")}]`),
      "#[Histogram log format version 1.3]",
      `#[BaseTime: ${start} (seconds since epoch)]`,
      `#[StartTime: ${start} (seconds since epoch), ${new Date(startMs).toISOString()}]`,
      '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ];
    sink(`${head.join("\n")}\n`);
  }

  /** Writes the line of one interval and tag. */
  append({ tag, startMs, endMs, histogram }: LoggedInterval): void {
    assert(tag === undefined || /^[^\s,]+$/.test(tag), "a tag of an interval log has no comma and no white space");
    const max = ((histogram.maxNs ?? 0) / NS_PER_MS).toFixed(3);
    const fields = [seconds(startMs - this.#baseMs), seconds(endMs - startMs), max, encodeBase64(histogram)];
    this.#sink(`${[...(tag === undefined ? [] : [`Tag=${tag}`]), ...fields].join(",")}\n`);
  }
}
