/** Runs against applications whose behaviour is known exactly: what is reported is the truth. How close its times are is in test/truth. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { parseHttpThreshold } from "../../../../src/bench/http/http-thresholds.ts";
import { readingOf } from "../../../../src/bench/result/server-counters.ts";
import { type AppScript, answerAfter, freezing, HttpApp } from "../../../support/http-app.ts";
import { atRate, httpRequest, runAgainst } from "../../../support/http-plan.ts";

const apps: HttpApp[] = [];

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
});

async function startApp(script: AppScript): Promise<HttpApp> {
  const app = await HttpApp.start(script);
  apps.push(app);
  return app;
}

const CACHE = { kind: "tcp", host: "127.0.0.1", port: 11211, tls: false } as const;

test("an application that stands still for 1 s of 5: response time tells, service time does not", async () => {
  const p99sMs: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const app = await startApp(freezing());
    const { result } = await runAgainst(app, {
      arrivals: atRate(1000),
      connections: 20,
      lowCpu: true,
      measure: { kind: "duration", durationMs: 5000 },
    });
    const { rate, total } = result;
    assert.ok(rate !== null && total.response !== null);
    assert.equal(total.requests, 5000);
    assert.ok(Math.abs((rate.offeredPerSecond ?? 0) - 1000) < 2, `${rate.offeredPerSecond}/s were due`);
    assert.ok((rate.blockedRatio ?? 0) > 0.15, "a fifth found no connection free");
    assert.ok((total.service.maxUs ?? 0) > 900_000, "those in flight when it froze");
    const p99Ms = (total.response.p99Us ?? 0) / 1000;
    if (Math.abs(p99Ms - 955) <= 955 * 0.05 && (total.service.p99Us ?? 0) < 400_000) {
      return;
    }
    p99sMs.push(p99Ms);
  }
  assert.fail(`p99 of the response time was ${p99sMs} ms`);
});

test("pacing at 1,000/s is even, where autocannon's own comes in bursts of a second (a variation of 31)", async () => {
  const variations: number[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    const app = await startApp(answerAfter(0));
    const { result } = await runAgainst(app, { arrivals: atRate(1000), connections: 20, lowCpu: true });
    const { intendedVariation, sentVariation } = result.rate ?? {};
    assert.ok((intendedVariation ?? 1) < 0.001);
    variations.push(sentVariation ?? Number.NaN);
    if ((sentVariation ?? Number.NaN) < 2) {
      return;
    }
  }
  assert.fail(`the coefficient of variation was ${variations}`);
});

test("a cache behind it whose hit rate is exactly 0.3", async () => {
  const counters = { get_hits: 1000, get_misses: 50, evictions: 3, cmd_set: 9, uptime: 5, rusage_user: 1 };
  const app = await startApp(({ index }, response) => {
    counters[index % 10 < 3 ? "get_hits" : "get_misses"]++;
    response.end();
  });
  const requests = [httpRequest()];
  const { result } = await runAgainst(
    app,
    {
      requests,
      measure: { kind: "requests", requestCount: 1000 },
      thresholds: ["cache.hit_rate>0.29", "hit_rate>0.31", "GET.p99<1h", "3xx.p99<1h"].map((text) =>
        parseHttpThreshold(text, requests, true),
      ),
    },
    {
      caches: [CACHE],
      readCache: async () =>
        readingOf(
          Object.entries(counters).map(([name, value]) => ({ name, value: String(value) })),
          0,
        ),
    },
  );
  const [cache] = result.caches;
  assert.deepEqual(
    [cache?.hitRate, cache?.hits, cache?.misses, cache?.getsPerRequest, cache?.evictions],
    [0.3, 300, 700, 1, 0],
  );
  assert.equal(result.cache?.hitRate, 0.3);
  assert.deepEqual(
    result.thresholds.map(({ passed, reason }) => [passed, reason]),
    [
      [true, null],
      [false, "30 % is not > 31 %"],
      [true, null],
      [false, "no samples"],
    ],
  );
});

test("several threads and requests: every request is counted once, by request and by status", async () => {
  const app = await startApp(({ method, body, url }, response) => {
    response.statusCode = method === "PUT" && body === `{"id":"${url.slice("/carts/".length)}"}` ? 503 : 200;
    response.end();
  });
  const { result } = await runAgainst(app, {
    threads: 2,
    requests: [
      httpRequest({ path: "/carts/{key}", weight: 3 }),
      httpRequest({ name: "buy", method: "PUT", path: "/carts/{key}", body: Buffer.from('{"id":"{key}"}') }),
    ],
    measure: { kind: "requests", requestCount: 400 },
  });
  const [gets, puts] = result.requests;
  assert.equal(result.total.requests, 400);
  assert.equal(app.requests.length, 400);
  assert.equal(puts?.requests, app.requests.filter(({ method }) => method === "PUT").length);
  assert.deepEqual(result.statusCodes, { 200: gets?.requests, 503: puts?.requests });
  assert.deepEqual(result.errors, [{ kind: "status 503", count: puts?.requests }]);
  assert.equal(puts?.statuses["5xx"]?.requests, puts?.requests);
  assert.equal(puts?.label, "buy");
  assert.deepEqual(result.client.threads.length, 2);
});

test("killed in mid-run: the run ends soon with what was measured, and says that the application is gone", async () => {
  const app = await startApp(answerAfter(1));
  let isKilled = false;
  const onProgress = ({ requests }: { readonly requests: number }): void => {
    if (requests > 0 && !isKilled) {
      isKilled = true;
      void app.stop();
    }
  };
  const plan = { measure: { kind: "duration", durationMs: 20_000 }, stallTimeoutMs: 400 } as const;
  const { result, error } = await runAgainst({ origin: app.origin }, plan, { onProgress });
  assert.equal(error?.code, "DISCONNECTED");
  assert.ok(!result.complete && result.seconds < 10 && result.connections.failed > 0);
  const ok = result.requests[0]?.statuses["2xx"]?.requests ?? 0;
  assert.ok(ok > 0 && result.total.requests === ok + result.total.errors + result.total.unanswered);
  apps.length = 0;
});

test("nothing listens: refused before anything is measured", async () => {
  const app = await startApp(answerAfter(0));
  const { origin } = app;
  await app.stop();
  apps.splice(0);
  await assert.rejects(runAgainst({ origin }, {}), { code: "CONNECT", message: /connection refused/ });
});

test("an application that never answers: time-outs at their age, and nothing that would look like a result", async () => {
  const app = await startApp(() => {});
  const { result, error } = await runAgainst(app, {
    arrivals: atRate(50),
    requestTimeoutMs: 200,
    measure: { kind: "duration", durationMs: 700 },
  });
  assert.equal(error?.code, "TIMEOUT");
  assert.ok(result.total.errors > 0 && (result.total.response?.minUs ?? 0) > 0);
  assert.ok((result.total.response?.maxUs ?? 0) >= 200_000);
  assert.equal(result.total.requests, 35);
});

test("an interrupt ends it early with what was measured", async () => {
  const app = await startApp(answerAfter(1));
  const interrupt = new AbortController();
  const onProgress = ({ requests }: { readonly requests: number }): void => {
    if (requests > 0) {
      interrupt.abort(new Error("stop"));
    }
  };
  const { result, error } = await runAgainst(
    app,
    { measure: { kind: "duration", durationMs: 20_000 } },
    { signal: interrupt.signal, onProgress },
  );
  assert.equal(error, undefined);
  assert.ok(result.interrupted && !result.complete && result.total.requests > 0 && result.seconds < 10);
});
