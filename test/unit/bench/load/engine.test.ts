/** engine: against a scripted server its counts equal the server's, latency contains the server's delay, misbehaviour ends it. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { Address } from "../../../../src/base/address.ts";
import { systemClock } from "../../../../src/base/clock.ts";
import { constantStages } from "../../../../src/bench/arrivals/arrivals.ts";
import { LoadEngine } from "../../../../src/bench/load/engine.ts";
import type { IntervalReport, PhaseReport } from "../../../../src/bench/load/reports.ts";
import { SharedMoment } from "../../../../src/bench/load/shared-moment.ts";
import type { BenchPlan, MeasureEnd, MeasurePhase, Phase } from "../../../../src/bench/plan.ts";
import { PhaseTotals } from "../../../../src/bench/result/phase-totals.ts";
import { allRequests, countOutcomes } from "../../../../src/bench/result/summarize.ts";
import { RequestBytes } from "../../../../src/bench/wire/request-bytes.ts";
import type { OperationName, OutcomeName } from "../../../../src/bench/workload/operations.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import { parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";
import { testPlan, testWorkload } from "../../../support/bench-plan.ts";
import { cacheScript, type Script, ScriptedCache } from "../../../support/scripted-cache.ts";

/** No tables that threads would share. */
const NOTHING_SHARED = { versions: undefined, loads: undefined, lastSent: SharedMoment.create() } as const;

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) {
    await close();
  }
});

async function serve(script: Script): Promise<ScriptedCache> {
  const server = await ScriptedCache.start(script);
  closers.push(() => server.stop());
  return server;
}

function engineFor(address: Address, changes: Partial<BenchPlan> = {}): LoadEngine {
  const engine = new LoadEngine(
    { plan: testPlan(address, changes), thread: 0, threads: 1, ...NOTHING_SHARED },
    systemClock,
  );
  closers.unshift(() => engine.close());
  return engine;
}

/** A phase that has ended: its report, and everything that was measured in it. */
interface Ended extends PhaseReport {
  readonly totals: PhaseTotals;
  readonly intervals: readonly IntervalReport[];
}

async function run(engine: LoadEngine, phase: Phase): Promise<Ended> {
  const totals = new PhaseTotals(1, 1);
  const intervals: IntervalReport[] = [];
  const report = await engine.run(phase, (interval) => intervals.push(interval));
  for (const interval of [...intervals, report.last]) {
    totals.add(0, interval);
  }
  return { ...report, totals, intervals };
}

function countOf({ totals }: Ended, name: OperationName, outcome: OutcomeName): number {
  return countOutcomes(totals.servers, [name])[outcome];
}

function measure(end: MeasureEnd): MeasurePhase {
  return { kind: "measure", end };
}

function requests(requestCount: number): MeasureEnd {
  return { kind: "requests", requestCount };
}

const MEASURE = measure(requests(1000));
const GETS = testWorkload({ mix: [{ operation: "get", weight: 1 }] });

test("hits and misses are exactly the server's", async () => {
  let hits = 0;
  let misses = 0;
  const cache = cacheScript();
  const server = await serve((request) => {
    if (request.words[0] === "get" && Number(request.words[1]?.slice(1)) % 3 === 0) {
      misses++;
      return "END\r\n";
    }
    hits += request.words[0] === "get" ? 1 : 0;
    return cache(request);
  });
  const engine = engineFor(server.address);
  assert.deepEqual(await engine.connect(), ["1.6.45"]);
  const populated = await run(engine, { kind: "populate" });
  assert.deepEqual([countOf(populated, "set", "hit"), server.countOf("set"), populated.failure], [100, 100, undefined]);
  const keys = new Set(server.requests.map(({ words }) => words[1]));
  assert.equal(keys.size, 100);
  const report = await run(engine, MEASURE);
  assert.equal(report.failure, undefined);
  assert.equal(countOf(report, "get", "hit"), hits);
  assert.equal(countOf(report, "get", "miss"), misses);
  assert.ok(hits > 0 && misses > 0);
  assert.equal(hits + misses + countOf(report, "set", "hit"), 1000);
  assert.equal(server.requests.length, 1100);
});

test("latency holds the server's delay, and no phase leaves a request behind", async () => {
  const cache = cacheScript();
  const server = await serve((request) => {
    const reply = cache(request);
    return request.words[0] === "get" ? { text: reply as string, delayMs: 30 } : reply;
  });
  const engine = engineFor(server.address, { workload: GETS, pipeline: 1 });
  await engine.connect();
  const report = await run(engine, measure(requests(20)));
  const latency = allRequests(report.totals.servers, "service");
  assert.equal(latency.count, 20);
  assert.ok((latency.minNs ?? 0) >= 29e6, `${latency.minNs} ns`);
  assert.ok((latency.maxNs ?? 0) <= (report.endedMs - report.startedMs) * 1e6);
  assert.equal(server.requests.length, 20);
});

test("a duration ends the phase with everything answered", async () => {
  const server = await serve(cacheScript());
  const engine = engineFor(server.address);
  await engine.connect();
  const report = await run(engine, measure({ kind: "duration", durationMs: 600 }));
  assert.ok(report.endedMs - report.startedMs >= 599);
  assert.ok(report.intervals.length >= 1);
  const { hit, miss, error, unanswered } = countOutcomes(report.totals.servers);
  assert.deepEqual([hit + miss, error, unanswered], [server.requests.length, 0, 0]);
  assert.equal(report.last.inFlight, 0);
});

/** What servers are asked by so many load threads, one after the other. */
async function asked(threads: number, changes: Partial<BenchPlan>): Promise<string[]> {
  const server = await serve(cacheScript());
  const plan = testPlan(server.address, { populate: false, ...changes });
  for (let thread = 0; thread < threads; thread++) {
    const engine = new LoadEngine({ plan, thread, threads, ...NOTHING_SHARED }, systemClock);
    await engine.connect();
    await run(engine, MEASURE);
    engine.close();
  }
  return server.requests.map(({ words, value }) => [...words, value].join(" ")).sort();
}

const LOOPS: readonly (readonly [string, Partial<BenchPlan>])[] = [
  ["closed loop", {}],
  ["open loop", { arrivals: { kind: "poisson", stages: constantStages(20_000) } }],
];

for (const [loop, changes] of LOOPS) {
  test(`${loop}: same seed, same requests, whatever the threads; another seed, others`, async () => {
    const one = await asked(1, changes);
    assert.equal(one.length, 1000);
    assert.deepEqual(await asked(2, changes), one);
    assert.deepEqual(await asked(4, changes), one);
    assert.notDeepEqual(await asked(1, { ...changes, workload: testWorkload({ seed: 2 }) }), one);
  });
}

test("an open loop that ends with its requests has sent each once, and all clocks know them", async () => {
  const server = await serve(cacheScript());
  const arrivals = { kind: "constant", stages: constantStages(5000) } as const;
  const engine = engineFor(server.address, { arrivals, workload: GETS });
  await engine.connect();
  const report = await run(engine, measure(requests(500)));
  const { servers, self } = report.totals;
  assert.deepEqual([report.failure, report.busyRatio], [undefined, undefined]);
  assert.deepEqual([server.requests.length, countOf(report, "get", "miss"), self.due], [500, 500, 500]);
  assert.deepEqual([self.ownDelay.count, self.skipped], [500, 0]);
  for (const clock of ["response", "sendLag"] as const) {
    assert.equal(allRequests(servers, clock).count, 500);
  }
  assert.ok((allRequests(servers, "response").maxNs ?? 0) >= (allRequests(servers, "sendLag").maxNs ?? 0));
  const intendedMs = self.intendedGaps.sumMs;
  assert.ok(Math.abs(intendedMs - 499 / 5) < 1e-6, `${intendedMs} ms`);
});

test("an open loop that ends with time books every request that was due at its age, sent or not", async () => {
  const server = await serve(({ words }) => (words[0] === "version" ? "VERSION 1.6.45\r\n" : undefined));
  const arrivals = { kind: "constant", stages: constantStages(1000) } as const;
  const limits = { connections: 2, pipeline: 3, stallTimeoutMs: 900 };
  const engine = engineFor(server.address, { arrivals, workload: GETS, ...limits });
  await engine.connect();
  const report = await run(engine, measure({ kind: "duration", durationMs: 200 }));
  assert.equal(report.failure?.code, "TIMEOUT");
  assert.deepEqual(
    [countOf(report, "get", "unanswered"), report.totals.self.due, server.requests.length],
    [200, 200, 6],
  );
  const response = allRequests(report.totals.servers, "response");
  assert.deepEqual([response.count, allRequests(report.totals.servers, "service").count], [200, 6]);
  assert.ok((response.maxNs ?? 0) >= 900e6, `${response.maxNs} ns`);
});

test("warming up in an open loop leaves the measured phase its own first request", async () => {
  const server = await serve(cacheScript());
  const arrivals = { kind: "constant", stages: constantStages(2000) } as const;
  const engine = engineFor(server.address, { arrivals, workload: GETS });
  await engine.connect();
  await run(engine, { kind: "warmup", end: requests(50) });
  const report = await run(engine, measure(requests(50)));
  assert.deepEqual([report.totals.self.due, server.requests.length], [50, 100]);
});

test("error replies are counted by their text and are no hits", async () => {
  const cache = cacheScript();
  const server = await serve((request) =>
    request.words[0] === "set" ? "SERVER_ERROR out of memory storing object\r\n" : cache(request),
  );
  const engine = engineFor(server.address);
  await engine.connect();
  const report = await run(engine, { kind: "populate" });
  assert.equal(countOf(report, "set", "error"), 100);
  assert.equal(countOf(report, "set", "hit"), 0);
  assert.deepEqual(report.totals.servers[0]?.errors, [["SERVER_ERROR out of memory storing object", 100]]);
});

/** Answers properly until request `index`, then as told. */
function failingAt(index: number, failing: Script): Script {
  const cache = cacheScript();
  return (request) => (request.words[0] !== "version" && request.index >= index ? failing(request) : cache(request));
}

const HOSTILE: readonly (readonly [string, Script, string, RegExp])[] = [
  [
    "closes in the middle of a value",
    failingAt(150, () => ({ text: "VALUE k", ending: "close" })),
    "DISCONNECTED",
    /closed/,
  ],
  ["resets", failingAt(150, () => ({ text: "", ending: "reset" })), "DISCONNECTED", /lost the connection|ECONNRESET/],
  [
    "answers garbage",
    failingAt(150, () => "\x00\x01\x1b[2J garbage\r\n"),
    "PROTOCOL",
    /does not answer like memcached/,
  ],
  ["answers another key", failingAt(150, () => "VALUE k1000 0 1\r\nx\r\nEND\r\n"), "PROTOCOL", /asked for/],
  ["refuses in mid-run", failingAt(150, () => "ERROR Too many open connections\r\n"), "CONNECT", /Too many open/],
];

for (const [what, script, code, message] of HOSTILE) {
  test(`a server that ${what} ends the phase, and what was measured stays`, async () => {
    const server = await serve(script);
    const engine = engineFor(server.address);
    await engine.connect();
    await run(engine, { kind: "populate" });
    const report = await run(engine, MEASURE);
    assert.equal(report.failure?.code, code);
    assert.match(report.failure?.message ?? "", message);
    const counted = countOf(report, "get", "hit") + countOf(report, "set", "hit");
    assert.ok(counted > 0 && counted <= 50, `${counted}`);
    const next = await run(engine, MEASURE);
    assert.equal(next.failure?.code, code);
  });
}

test("a server that freezes ends the phase after the stall time", async () => {
  const server = await serve(failingAt(150, () => undefined));
  const engine = engineFor(server.address, { stallTimeoutMs: 300 });
  await engine.connect();
  await run(engine, { kind: "populate" });
  const report = await run(engine, MEASURE);
  assert.equal(report.failure?.code, "TIMEOUT");
  assert.match(report.failure?.message ?? "", /does not answer: no reply for .* to \d+ requests/);
  assert.ok(countOf(report, "get", "hit") > 0);
});

const GREETINGS: readonly (readonly [string, Script, string, RegExp])[] = [
  ["is none", () => "HTTP/1.1 400 Bad Request\r\n\r\n", "PROTOCOL", /asked for its version, got "HTTP/],
  ["is redis", () => "-ERR unknown command 'version'\r\n", "PROTOCOL", /-ERR/],
  ["is full", () => ({ text: "ERROR Too many open connections\r\n", ending: "close" }), "CONNECT", /Too many open/],
  ["wants a login", () => "CLIENT_ERROR unauthenticated\r\n", "REFUSED", /login/],
  ["hangs up", () => ({ text: "", ending: "close" }), "DISCONNECTED", /closed/],
  ["says nothing", () => undefined, "TIMEOUT", /does not answer: no reply for .* to the question for its version/],
];

for (const [what, script, code, message] of GREETINGS) {
  test(`a server that ${what} fails the connecting`, async () => {
    const server = await serve(script);
    const engine = engineFor(server.address, { connectTimeoutMs: 500 });
    await assert.rejects(engine.connect(), { code, message });
  });
}

test("a server that is not there fails the connecting", async () => {
  const server = await ScriptedCache.start(cacheScript());
  const { address } = server;
  await server.stop();
  await assert.rejects(engineFor(address).connect(), { code: "CONNECT", message: /ECONNREFUSED/ });
});

test("stopping lets the replies in flight come in; closing does not wait", async () => {
  const cache = cacheScript();
  const server = await serve((request) =>
    request.words[0] === "version" ? cache(request) : { text: "END\r\n", delayMs: 50 },
  );
  const engine = engineFor(server.address, { workload: GETS });
  await engine.connect();
  const stopped = run(engine, MEASURE);
  engine.stop();
  assert.equal(countOf(await stopped, "get", "miss"), 16);
  const closed = run(engine, MEASURE);
  engine.close();
  const report = await closed;
  assert.deepEqual([countOf(report, "get", "miss"), report.failure], [0, undefined]);
});

test("values larger than the socket takes at once arrive whole", async () => {
  const values = new Map<string, string>();
  const server = await serve(cacheScript(values));
  const workload = testWorkload({ keyCount: 12, valueSizes: parseValueSizes(String(700_000)) });
  const engine = engineFor(server.address, { workload, connections: 2, pipeline: 3 });
  await engine.connect();
  const populated = await run(engine, { kind: "populate" });
  assert.equal(populated.failure, undefined);
  assert.equal(values.size, 12);
  const payload = new Payload(workload);
  const written = new RequestBytes();
  written.reserve(700_000);
  for (let key = 0; key < 12; key++) {
    written.restart(false);
    payload.writeValue(written, key, 0, 700_000);
    assert.ok(values.get(`k${key}`) === written.bytes.toString("latin1", 0, 700_000), `value ${key}`);
  }
  const report = await run(engine, measure(requests(40)));
  assert.equal(report.failure, undefined);
  assert.equal(countOf(report, "get", "hit") + countOf(report, "set", "hit"), 40);
});
