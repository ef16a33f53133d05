/** The engine in this thread: phases over the same connections, opening in time, stopping and closing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { HttpEngine } from "../../../../src/bench/http/http-engine.ts";
import { ENDINGS, HttpRecorder, UNANSWERED } from "../../../../src/bench/http/http-recorder.ts";
import { answerAfter, HttpApp } from "../../../support/http-app.ts";
import { atRate, httpPlan, runEngine } from "../../../support/http-plan.ts";

const OK = ENDINGS.indexOf("2xx");

test("phases run one after the other over the same connections; each request is counted in its own", async () => {
  const app = await HttpApp.start(answerAfter(0));
  const plan = httpPlan({ origin: app.origin, connections: 100 });
  const engine = new HttpEngine({ plan, thread: 0, threads: 1 }, systemClock);
  await engine.connect();
  for (const requestCount of [30, 250]) {
    const recorder = new HttpRecorder();
    const end = { kind: "requests", requestCount } as const;
    const report = await engine.run({ kind: "measure", end }, (interval) => recorder.add(interval.recorder));
    recorder.add(report.last.recorder);
    assert.equal(recorder.requests(0, OK), requestCount);
    assert.ok(report.endedMs >= report.startedMs && (report.busyRatio ?? -1) >= 0);
  }
  assert.equal(new Set(app.requests.map(({ socket }) => socket)).size, 100);
  engine.close();
  await app.stop();
});

test("a number of requests of an open loop", async () => {
  const app = await HttpApp.start(answerAfter(0));
  const { recorder } = await runEngine({
    origin: app.origin,
    arrivals: atRate(500),
    measure: { kind: "requests", requestCount: 100 },
  });
  assert.equal(recorder.requests(0, OK), 100);
  assert.equal(recorder.histogram(0, OK, "response")?.count, 100);
  await app.stop();
});

test("closed in the middle: what is in flight is unanswered at its age", async () => {
  const app = await HttpApp.start(() => {});
  const { recorder } = await runEngine({ origin: app.origin, connections: 3 }, (engine) => {
    setTimeout(() => engine.close(), 100);
  });
  assert.equal(recorder.requests(0, UNANSWERED), 3);
  assert.ok((recorder.histogram(0, UNANSWERED, "service")?.minNs ?? 0) >= 50e6);
  await app.stop();
});

test("stopped in the middle: answers in flight still come in", async () => {
  const app = await HttpApp.start(answerAfter(100));
  const plan = { origin: app.origin, connections: 3, measure: { kind: "duration", durationMs: 20_000 } } as const;
  const { recorder } = await runEngine(plan, (engine) => {
    setTimeout(() => engine.stop(), 50);
  });
  assert.equal(recorder.requests(0, UNANSWERED), 0);
  assert.equal(recorder.requests(0, OK), app.requests.length);
  await app.stop();
});

test("more connections than are opened at a time, and all refused", async () => {
  await assert.rejects(runEngine({ origin: "http://127.0.0.1:1", connections: 200 }), { code: "CONNECT" });
});

test("connections that do not open in time", async () => {
  // 192.0.2.0/24 is for documentation (RFC 5737): nothing answers there, and some networks say so.
  const { origin } = { origin: "http://192.0.2.1:9" };
  await assert.rejects(runEngine({ origin, connectTimeoutMs: 200 }), ({ code }: { code: string }) =>
    ["TIMEOUT", "CONNECT"].includes(code),
  );
});
