/** interval-log: what HistogramLogReader of hdr-histogram-js reads back, and the text itself. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HistogramLogReader, type JsHistogram, listTags } from "hdr-histogram-js";
import { MemtoolError } from "../../../src/base/errors.ts";
import { IntervalLog, type LoggedInterval } from "../../../src/stats/interval-log.ts";
import { histogramOf, type Recorded } from "../../support/histograms.ts";

const START_MS = 1_764_113_818_123;

function intervalOf(tag: string | undefined, fromMs: number, toMs: number, recorded: Recorded): LoggedInterval {
  const times = { startMs: START_MS + fromMs, endMs: START_MS + toMs, histogram: histogramOf(recorded) };
  return tag === undefined ? times : { tag, ...times };
}

const INTERVALS: readonly LoggedInterval[] = [
  intervalOf("get.hit", 0, 1000, [
    [250_000, 900],
    [12_345_678, 1],
  ]),
  intervalOf("get.miss", 0, 1000, [[90_000, 5]]),
  intervalOf(undefined, 1000, 1750, [[3_000_000_000, 2 ** 33]]),
  intervalOf("get.hit", 1000, 1750, []),
];

function write(intervals: readonly LoggedInterval[], comment?: readonly string[]): string[] {
  const pieces: string[] = [];
  const log = new IntervalLog((text) => pieces.push(text), START_MS, comment);
  for (const interval of intervals) {
    log.append(interval);
  }
  return pieces;
}

test("the head names version, base time and start; comments stay on a line each", () => {
  assert.equal(
    write([], ["memtool bench", "two\nlines"])[0],
    [
      "#[memtool bench]",
      "#[two lines]",
      "#[Histogram log format version 1.3]",
      "#[BaseTime: 1764113818.123 (seconds since epoch)]",
      "#[StartTime: 1764113818.123 (seconds since epoch), 2025-11-25T23:36:58.123Z]",
      '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
      "",
    ].join("\n"),
  );
});

test("an interval is one line, given to the sink at once: seconds since the start, length, largest value in ms", () => {
  const [, ...lines] = write(INTERVALS);
  assert.deepEqual(
    lines.map((line) => line.replace(/HISTFAAAA.*/, "HISTFAAAA")),
    [
      "Tag=get.hit,0.000,1.000,12.346,HISTFAAAA\n",
      "Tag=get.miss,0.000,1.000,0.090,HISTFAAAA\n",
      "1.000,0.750,3000.000,HISTFAAAA\n",
      "Tag=get.hit,1.000,0.750,0.000,HISTFAAAA\n",
    ],
  );
});

test("hdr-histogram-js reads every interval back: tag, times, counts", () => {
  const text = write(INTERVALS).join("");
  assert.deepEqual(listTags(text), ["NO TAG", "get.hit", "get.miss"]);
  const reader = new HistogramLogReader(text, 64);
  for (const { tag, startMs, endMs, histogram } of INTERVALS) {
    const read = reader.nextIntervalHistogram() as JsHistogram;
    assert.equal(read.tag, tag ?? "NO TAG");
    assert.ok(Math.abs(read.startTimeStampMsec - startMs) < 0.5 && Math.abs(read.endTimeStampMsec - endMs) < 0.5);
    assert.equal(read.totalCount, histogram.count);
    const { first, end } = histogram.bucketRange;
    for (let bucket = first; bucket < end; bucket++) {
      assert.equal(read.getCountAtIndex(bucket), histogram.countAt(bucket));
    }
  }
  assert.equal(reader.nextIntervalHistogram(), null);
});

test("a tag that would break the line is a bug of the caller", () => {
  for (const tag of ["", "get,hit", "get hit", "get\nhit"]) {
    assert.throws(() => write([intervalOf(tag, 0, 1, [])]), MemtoolError);
  }
});
