/** Counts and histograms over choices of requests and endings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ENDINGS, HttpRecorder } from "../../../../src/bench/http/http-recorder.ts";
import {
  countAnswered,
  countHttp,
  countUntimedAnswers,
  ERROR_ENDINGS,
  everything,
  httpErrorsOf,
  httpHistogram,
  summarizeHttp,
} from "../../../../src/bench/http/http-summarize.ts";

test("every request is counted once, as an error, as 2xx or as unanswered", () => {
  const one = fc.record({ request: fc.nat(2), ending: fc.nat(ENDINGS.length - 1), serviceMs: fc.nat(1000) });
  fc.assert(
    fc.property(fc.array(one), (all) => {
      const recorder = new HttpRecorder();
      for (const { request, ending, serviceMs } of all) {
        recorder.record(request, ending, Number.NaN, 0, serviceMs, serviceMs % 7 === 0);
      }
      const good = countHttp(recorder, { ...everything(3), endings: [ENDINGS.indexOf("2xx")] });
      const { requests, errors, unanswered, errorRate } = summarizeHttp(recorder, [0, 1, 2], 1, false);
      assert.equal(requests, all.length);
      assert.equal(good + errors + unanswered, all.length);
      assert.equal(errorRate, all.length === 0 ? null : errors / all.length);
      const untimed = all.filter(({ serviceMs }) => serviceMs % 7 === 0).length;
      assert.equal(httpHistogram(recorder, everything(3), "service").count, all.length - untimed);
      assert.ok(countAnswered(recorder, 3) <= all.length && countUntimedAnswers(recorder, 3) <= untimed);
    }),
  );
});

test("an answer that is not 2xx is an error, by its status; what was never answered by its kind, made safe to show", () => {
  const recorder = new HttpRecorder();
  for (const status of [200, 200, 204, 301, 404, 404]) {
    recorder.countStatus(status);
  }
  recorder.countError("reset\u001b[31m", 3);
  assert.deepEqual(httpErrorsOf(recorder), [
    { kind: "reset\\e[31m", count: 3 },
    { kind: "status 404", count: 2 },
    { kind: "status 301", count: 1 },
  ]);
  assert.deepEqual(
    ERROR_ENDINGS.map((ending) => ENDINGS[ending]),
    ["1xx", "3xx", "4xx", "5xx", "failed"],
  );
});
