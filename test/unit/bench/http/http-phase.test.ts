/** A phase over real load threads: progress and points while it runs, the sums at its end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type HttpDatedPoint, HttpPhaseRun } from "../../../../src/bench/http/http-phase.ts";
import { httpThreadPlans } from "../../../../src/bench/http/http-plan.ts";
import { startHttpThread } from "../../../../src/bench/http/http-thread.ts";
import type { Progress } from "../../../../src/bench/progress.ts";
import { answerAfter, HttpApp } from "../../../support/http-app.ts";
import { httpPlan } from "../../../support/http-plan.ts";

test("two threads", async () => {
  const app = await HttpApp.start(answerAfter(1));
  const plan = httpPlan({ origin: app.origin, threads: 2 });
  const threads = httpThreadPlans(plan).map(startHttpThread);
  await Promise.all(threads.map(({ connected }) => connected));
  const told: Progress[] = [];
  const points: HttpDatedPoint[] = [];
  const run = new HttpPhaseRun({
    threads,
    phase: { kind: "measure", end: { kind: "duration", durationMs: 1200 } },
    requestCount: 1,
    isPaced: false,
    signal: new AbortController().signal,
    onProgress: (progress) => told.push(progress),
    onPoint: (finished) => points.push(finished),
  });
  const ended = await run.run();
  const count = ended.recorder.statuses.reduce((sum, [, each]) => sum + each, 0);
  assert.equal(count, app.requests.length);
  assert.equal(
    points.reduce((sum, { point }) => sum + point.requests, 0),
    count,
  );
  assert.deepEqual([ended.selves.length, ended.reports.length, ended.points.length], [2, 2, points.length]);
  const last = told.at(-1);
  assert.deepEqual([told[0]?.requests, last?.phase, last?.isPaced, last?.errors], [0, "measure", false, 0]);
  assert.ok((last?.requests ?? 0) > 0 && (last?.done ?? 0) > 0.3 && ended.seconds >= 1.1);
  await Promise.all(threads.map((thread) => thread.terminate()));
  await app.stop();
});
