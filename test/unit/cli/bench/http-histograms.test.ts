/** What files keep of each second: a histogram of all requests, and one of each. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { HttpDatedPoint } from "../../../../src/bench/http/http-phase.ts";
import { HttpRecorder } from "../../../../src/bench/http/http-recorder.ts";
import { HttpSeries } from "../../../../src/bench/http/http-series.ts";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import { requestHistograms } from "../../../../src/cli/bench/http-histograms.ts";
import { RunFiles } from "../../../../src/cli/bench/run-files.ts";
import { Histogram } from "../../../../src/stats/histogram.ts";
import { record, TWO_REQUESTS } from "../../../support/http-facts.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const NONE = { csv: undefined, hlog: undefined, hgrm: undefined };

test("an open loop's log has response times, service times by tag, and each request by its label", () => {
  const folder = temporaryFolder("http-files-");
  const hlog = join(folder, "run.hlog");
  const files = new RunFiles({ ...NONE, hlog }, true, (second: HttpDatedPoint) =>
    requestHistograms(second, TWO_REQUESTS),
  );
  const startedUnixMs = 1_767_225_600_000;
  const onPoint = ({ point }: Parameters<ConstructorParameters<typeof HttpSeries>[0]["onPoint"]>[0]) => {
    const recorder = new HttpRecorder();
    record(recorder, 0, "2xx", 3, 5, 1);
    record(recorder, 1, "failed", 1, 9, 1);
    files.add({ point, recorder, startedUnixMs });
  };
  const series = new HttpSeries({ threads: 1, requestCount: 2, isPaced: true, onPoint });
  series.add(0, {
    interval: 3,
    recorder: new HttpRecorder().take(),
    self: new SelfRecorder().take(Histogram.create()),
    inFlight: 0,
  });
  files.end(Histogram.create());
  const lines = readFileSync(hlog, "utf8")
    .split("\n")
    .filter((line) => /^(?:Tag|\d)/.test(line));
  assert.deepEqual(
    lines.map((line) => line.split(",").slice(0, -1).join(",")),
    [
      "0.000,1.000,10.000",
      "Tag=service,0.000,1.000,9.000",
      "Tag=GET_/a/{key},0.000,1.000,6.000",
      "Tag=buy,0.000,1.000,10.000",
    ],
  );
});
