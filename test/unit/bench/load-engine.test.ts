/** load-engine: against a scripted server its counts equal the server's, latency contains the server's delay, misbehaviour ends it. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { Address } from "../../../src/base/address.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { LoadEngine, type PhaseReport } from "../../../src/bench/load-engine.ts";
import type { BenchPlan, MeasureEnd } from "../../../src/bench/plan.ts";
import { Recorder } from "../../../src/bench/recorder.ts";
import { OPERATION, OUTCOME, slotOf } from "../../../src/bench/workload/operations.ts";
import { parseValueSizes } from "../../../src/bench/workload/value-sizes.ts";
import { testPlan, testWorkload } from "../../support/bench-plan.ts";
import { cacheScript, type Script, ScriptedCache } from "../../support/scripted-cache.ts";

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
  const plan = testPlan(address, changes);
  const engine = new LoadEngine({ plan, firstConnection: 0, connectionCount: plan.connections }, systemClock);
  closers.unshift(() => engine.close());
  return engine;
}

function recorderOf(report: PhaseReport): Recorder {
  const recorder = new Recorder();
  recorder.add(report.snapshot);
  return recorder;
}

function countOf(report: PhaseReport, name: "get" | "set", outcome: keyof typeof OUTCOME): number {
  return recorderOf(report).histogram(slotOf(OPERATION[name], OUTCOME[outcome]))?.count ?? 0;
}

const MEASURE: MeasureEnd = { kind: "requests", requestCount: 1000 };
const quiet = (): void => {};

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
  assert.equal(await engine.connect(), "1.6.45");
  const populated = await engine.run({ kind: "populate" }, quiet);
  assert.deepEqual([countOf(populated, "set", "hit"), server.countOf("set"), populated.failure], [100, 100, undefined]);
  const keys = new Set(server.requests.map(({ words }) => words[1]));
  assert.equal(keys.size, 100);
  const report = await engine.run({ kind: "measure", end: MEASURE }, quiet);
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
  const workload = testWorkload({ mix: [{ operation: "get", weight: 1 }] });
  const engine = engineFor(server.address, { workload, pipeline: 1 });
  await engine.connect();
  const report = await engine.run({ kind: "measure", end: { kind: "requests", requestCount: 20 } }, quiet);
  const latency = recorderOf(report).histogram(slotOf(OPERATION.get, OUTCOME.miss));
  assert.equal(latency?.count, 20);
  assert.ok((latency?.minNs ?? 0) >= 29e6, `${latency?.minNs} ns`);
  assert.ok((latency?.maxNs ?? 0) <= (report.endedMs - report.startedMs) * 1e6);
  assert.equal(server.requests.length, 20);
});

test("a duration ends the phase with everything answered", async () => {
  const server = await serve(cacheScript());
  const engine = engineFor(server.address);
  await engine.connect();
  let ticks = 0;
  const report = await engine.run({ kind: "measure", end: { kind: "duration", durationMs: 600 } }, () => ticks++);
  assert.ok(report.endedMs - report.startedMs >= 599);
  assert.ok(ticks >= 1);
  const counted = ["hit", "miss"].flatMap((outcome) => [
    countOf(report, "get", outcome as "hit"),
    countOf(report, "set", outcome as "hit"),
  ]);
  assert.equal(
    counted.reduce((sum, count) => sum + count, 0),
    server.requests.length,
  );
});

test("same seed, same requests, whatever the threads; another seed, others", async () => {
  const asked = async (seed: number, parts: readonly number[]): Promise<string[]> => {
    const server = await serve(cacheScript());
    const plan = testPlan(server.address, { workload: testWorkload({ seed }), populate: false });
    let firstConnection = 0;
    for (const connectionCount of parts) {
      const engine = new LoadEngine({ plan, firstConnection, connectionCount }, systemClock);
      await engine.connect();
      await engine.run({ kind: "measure", end: MEASURE }, quiet);
      engine.close();
      firstConnection += connectionCount;
    }
    return server.requests.map(({ words, value }) => [...words, value].join(" ")).sort();
  };
  const one = await asked(1, [4]);
  assert.equal(one.length, 1000);
  assert.deepEqual(await asked(1, [1, 3]), one);
  assert.notDeepEqual(await asked(2, [4]), one);
});

test("error replies are counted by their text and are no hits", async () => {
  const cache = cacheScript();
  const server = await serve((request) =>
    request.words[0] === "set" ? "SERVER_ERROR out of memory storing object\r\n" : cache(request),
  );
  const engine = engineFor(server.address);
  await engine.connect();
  const report = await engine.run({ kind: "populate" }, quiet);
  assert.equal(countOf(report, "set", "error"), 100);
  assert.equal(countOf(report, "set", "hit"), 0);
  assert.deepEqual(report.snapshot.errors, [["SERVER_ERROR out of memory storing object", 100]]);
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
    await engine.run({ kind: "populate" }, quiet);
    const report = await engine.run({ kind: "measure", end: MEASURE }, quiet);
    assert.equal(report.failure?.code, code);
    assert.match(report.failure?.message ?? "", message);
    const counted = countOf(report, "get", "hit") + countOf(report, "set", "hit");
    assert.ok(counted > 0 && counted <= 50, `${counted}`);
    const next = await engine.run({ kind: "measure", end: MEASURE }, quiet);
    assert.equal(next.failure?.code, code);
  });
}

test("a server that freezes ends the phase after the stall time", async () => {
  const server = await serve(failingAt(150, () => undefined));
  const engine = engineFor(server.address, { stallTimeoutMs: 300 });
  await engine.connect();
  await engine.run({ kind: "populate" }, quiet);
  const report = await engine.run({ kind: "measure", end: MEASURE }, quiet);
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
  const workload = testWorkload({ mix: [{ operation: "get", weight: 1 }] });
  const engine = engineFor(server.address, { workload });
  await engine.connect();
  const stopped = engine.run({ kind: "measure", end: MEASURE }, quiet);
  engine.stop();
  assert.equal(countOf(await stopped, "get", "miss"), 16);
  const closed = engine.run({ kind: "measure", end: MEASURE }, quiet);
  engine.close();
  const report = await closed;
  assert.deepEqual([countOf(report, "get", "miss"), report.failure], [0, undefined]);
});

test("values larger than the socket takes at once arrive whole", async () => {
  const values = new Map<string, string>();
  const server = await serve(cacheScript(values));
  const workload = testWorkload({ keyCount: 12, valueSizes: parseValueSizes("700000-900000") });
  const engine = engineFor(server.address, { workload, connections: 2, pipeline: 3 });
  await engine.connect();
  const populated = await engine.run({ kind: "populate" }, quiet);
  assert.equal(populated.failure, undefined);
  assert.equal(values.size, 12);
  assert.ok([...values.values()].every((value) => /^[A-Za-z0-9_-]{700000,900000}$/.test(value)));
  const end = { kind: "requests", requestCount: 40 } as const;
  const report = await engine.run({ kind: "measure", end }, quiet);
  assert.equal(report.failure, undefined);
  assert.equal(countOf(report, "get", "hit") + countOf(report, "set", "hit"), 40);
});
