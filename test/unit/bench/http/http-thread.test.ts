/** A load thread of an HTTP application: what is heard of it, and that a dead one is noticed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HttpRecorder } from "../../../../src/bench/http/http-recorder.ts";
import { startHttpThread } from "../../../../src/bench/http/http-thread.ts";
import { answerAfter, HttpApp } from "../../../support/http-app.ts";
import { httpPlan } from "../../../support/http-plan.ts";

test("connects, runs a phase, and counts everything in its intervals and its report", async () => {
  const app = await HttpApp.start(answerAfter(1));
  const thread = startHttpThread({ plan: httpPlan({ origin: app.origin }), thread: 0, threads: 1 });
  await thread.connected;
  const recorder = new HttpRecorder();
  thread.onInterval = (interval) => recorder.add(interval.recorder);
  const report = await thread.run({ kind: "measure", end: { kind: "duration", durationMs: 600 } });
  recorder.add(report.last.recorder);
  assert.equal(
    recorder.statuses.reduce((sum, [, count]) => sum + count, 0),
    app.requests.length,
  );
  await thread.terminate();
  await assert.rejects(thread.run({ kind: "measure", end: { kind: "requests", requestCount: 1 } }), {
    code: "INTERRUPTED",
  });
  await app.stop();
});

test("a connection that is refused is an error of the connecting", async () => {
  const thread = startHttpThread({ plan: httpPlan(), thread: 0, threads: 1 });
  await assert.rejects(thread.connected, { code: "CONNECT" });
  await thread.terminate();
});
