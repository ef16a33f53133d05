/** run-files: there from the start, a row and intervals for each second, percentiles at the end; what was not asked for is not there. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HistogramLogReader, type JsHistogram } from "hdr-histogram-js";
import { seriesHead } from "../../../../src/bench/reporters/series-csv.ts";
import type { DatedPoint } from "../../../../src/bench/result/series.ts";
import { operationHistograms, RunFiles } from "../../../../src/cli/bench/run-files.ts";
import { type Replies, recorderWith } from "../../../support/bench-facts.ts";
import { histogramOf } from "../../../support/histograms.ts";
import { pointOf } from "../../../support/series-points.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const START_UNIX_MS = 1_700_000_000_000;

/** Paths in a folder of their own. */
function paths() {
  const folder = temporaryFolder("run-files-");
  return { folder, csv: join(folder, "a.csv"), hlog: join(folder, "a.hlog"), hgrm: join(folder, "a.hgrm") };
}

function second(index: number, replies: readonly Replies[]): DatedPoint {
  return {
    point: pointOf(index, { hits: 2, misses: 1 }),
    recorder: recorderWith(replies),
    startedUnixMs: START_UNIX_MS,
  };
}

/** Tag, start in seconds and count of every interval. */
function intervals(text: string): string[] {
  const reader = new HistogramLogReader(text, 64);
  const found: string[] = [];
  for (let next = reader.nextIntervalHistogram(); next !== null; next = reader.nextIntervalHistogram()) {
    const { tag, totalCount, startTimeStampMsec } = next as JsHistogram;
    found.push(`${tag} ${Math.round((startTimeStampMsec - START_UNIX_MS) / 1000)} ${totalCount}`);
  }
  return found;
}

const GETS: Replies = ["get", "hit", 1_000_000, 5, 2_000_000];
const SETS: Replies = ["set", "hit", 3_000_000, 2, 2_000_000];
const REFUSED: Replies = ["set", "error", 3_000_000, 4, 2_000_000];

test("nothing is written where nothing was asked for", () => {
  const { folder } = paths();
  const files = new RunFiles({ csv: undefined, hlog: undefined, hgrm: undefined }, false, operationHistograms);
  files.add(second(0, [GETS]));
  files.end(histogramOf([[1, 1]]));
  assert.deepEqual(readdirSync(folder), []);
});

test("files are there from the start, the CSV with its head, and grow second by second", () => {
  const { csv, hlog, hgrm } = paths();
  const files = new RunFiles({ csv, hlog, hgrm }, false, operationHistograms);
  assert.deepEqual(
    [csv, hlog, hgrm].map((path) => readFileSync(path, "utf8")),
    [seriesHead(), "", ""],
  );
  files.add(second(0, [GETS]));
  assert.equal(readFileSync(csv, "utf8").split("\n").length, 3);
  assert.deepEqual(intervals(readFileSync(hlog, "utf8")), ["NO TAG 0 5", "get 0 5"]);
  files.add(second(1, [GETS, SETS]));
  assert.equal(readFileSync(csv, "utf8").split("\n").length, 4);
  assert.equal(intervals(readFileSync(hlog, "utf8")).length, 5);
  files.end(undefined);
});

test("a closed loop logs service times of all and of each operation; errors have none", () => {
  const { hlog } = paths();
  const files = new RunFiles({ csv: undefined, hlog, hgrm: undefined }, false, operationHistograms);
  files.add(second(0, [GETS, SETS, REFUSED]));
  files.end(undefined);
  assert.deepEqual(intervals(readFileSync(hlog, "utf8")), ["NO TAG 0 7", "get 0 5", "set 0 2"]);
});

test("an open loop logs response times, and service times by a tag", () => {
  const { hlog } = paths();
  const files = new RunFiles({ csv: undefined, hlog, hgrm: undefined }, true, operationHistograms);
  files.add(second(3, [GETS]));
  files.end(undefined);
  const text = readFileSync(hlog, "utf8");
  assert.deepEqual(intervals(text), ["NO TAG 3 5", "service 3 5", "get 3 5"]);
  const reader = new HistogramLogReader(text, 64);
  const maxMs = [1, 2].map(() => (reader.nextIntervalHistogram() as JsHistogram).maxValue / 1e6);
  assert.deepEqual(maxMs.map(Math.round), [3, 1]);
});

test("percentiles are written at the end, if there are any", () => {
  const [kept, none] = [paths(), paths()];
  const files = new RunFiles({ csv: undefined, hlog: undefined, hgrm: kept.hgrm }, false, operationHistograms);
  files.end(histogramOf([[2_000_000, 8]]));
  assert.match(readFileSync(kept.hgrm, "utf8"), /Total count += +8\]/);
  new RunFiles({ csv: undefined, hlog: undefined, hgrm: none.hgrm }, false, operationHistograms).end(undefined);
  assert.equal(readFileSync(none.hgrm, "utf8"), "");
});

test("a file that cannot be written is a wrong usage, by the option's name", () => {
  for (const option of ["csv", "hlog", "hgrm"] as const) {
    const options = { csv: undefined, hlog: undefined, hgrm: undefined, [option]: "/nowhere/at/all" };
    assert.throws(() => new RunFiles(options, false, operationHistograms), {
      code: "USAGE",
      message: new RegExp(`^--${option} /nowhere/at/all cannot be written: `),
    });
  }
});
