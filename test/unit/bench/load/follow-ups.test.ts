/** follow-ups: cas, cache-aside and leases in both loops against a scripted server: what is sent after what, and how whole look-ups are booked. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { constantStages } from "../../../../src/bench/arrivals/arrivals.ts";
import { LoadEngine } from "../../../../src/bench/load/engine.ts";
import type { Recorder } from "../../../../src/bench/load/recorder.ts";
import type { IntervalReport } from "../../../../src/bench/load/reports.ts";
import { type BenchPlan, type MeasurePhase, threadPlans } from "../../../../src/bench/plan.ts";
import { PhaseTotals } from "../../../../src/bench/result/phase-totals.ts";
import { parseDelay } from "../../../../src/bench/workload/delay.ts";
import {
  OPERATION,
  type OperationName,
  OUTCOME,
  type OutcomeName,
  slotOf,
} from "../../../../src/bench/workload/operations.ts";
import type { Workload } from "../../../../src/bench/workload/workload.ts";
import { testPlan, testWorkload } from "../../../support/bench-plan.ts";
import { leaseScript } from "../../../support/lease-script.ts";
import { cacheScript, type Script, ScriptedCache } from "../../../support/scripted-cache.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) {
    await close();
  }
});

/** A workload that only looks up `keyCount` keys, one after the other. */
function lookUps(keyCount: number, changes: Partial<Workload> = {}): Workload {
  return testWorkload({
    mix: [{ operation: "get", weight: 1 }],
    keyCount,
    distribution: { kind: "sequential" },
    cacheAside: { penalty: parseDelay("20ms"), leaseWaitMs: undefined },
    ...changes,
  });
}

/** Runs one phase of an engine against a server that follows this script. */
async function measured(
  script: Script,
  workload: Workload,
  changes: Partial<BenchPlan> = {},
  end?: MeasurePhase["end"],
) {
  const server = await ScriptedCache.start(script);
  closers.push(() => server.stop());
  const plan = testPlan(server.address, { workload, connections: 1, pipeline: 1, ...changes });
  const [thread] = threadPlans(plan);
  assert.ok(thread !== undefined);
  const engine = new LoadEngine(thread, systemClock);
  closers.unshift(() => engine.close());
  await engine.connect();
  const totals = new PhaseTotals(1, 1);
  const add = (report: IntervalReport): void => totals.add(0, report);
  const report = await engine.run({ kind: "measure", end: end ?? plan.measure }, add);
  add(report.last);
  assert.equal(report.failure, undefined);
  const [recorder] = totals.servers as [Recorder];
  const count = (name: OperationName, outcome: OutcomeName): number =>
    recorder.requests(slotOf(OPERATION[name], OUTCOME[outcome]));
  return { server, recorder, count };
}

function requests(requestCount: number): Partial<BenchPlan> {
  return { measure: { kind: "requests", requestCount } };
}

/** Least and largest time of a slot in ms. */
function range(
  recorder: Recorder,
  name: OperationName,
  outcome: OutcomeName,
  clock: "service" | "response" = "service",
) {
  const { minNs = Number.NaN, maxNs = Number.NaN } =
    recorder.histogram(slotOf(OPERATION[name], OUTCOME[outcome]), clock) ?? {};
  return { minMs: minNs / 1e6, maxMs: maxNs / 1e6 };
}

test("a cas compares with the number that its gets was given, digit by digit; a miss has none", async () => {
  const unique = "18446744073709551615";
  const cache = cacheScript();
  const script: Script = (request) => {
    const [verb, key = ""] = request.words;
    switch (verb) {
      case "gets":
        return key === "k1" ? "END\r\n" : `VALUE ${key} 0 1 ${unique}\r\nx\r\nEND\r\n`;
      case "cas":
        return "STORED\r\n";
      default:
        return cache(request);
    }
  };
  const workload = testWorkload({
    mix: [{ operation: "cas", weight: 1 }],
    keyCount: 4,
    distribution: { kind: "sequential" },
    valueSizes: { kind: "parts", parts: [{ from: 0, to: 0, weight: 1 }] },
  });
  const { server, count } = await measured(script, workload, requests(4));
  assert.deepEqual([count("cas_gets", "hit"), count("cas_gets", "miss"), count("cas", "hit")], [3, 1, 3]);
  const sent = server.requests.map(({ words }) => words.join(" ")).filter((line) => line !== "");
  assert.deepEqual(sent, [
    "gets k0",
    `cas k0 0 0 0 ${unique}`,
    "gets k1",
    "gets k2",
    `cas k2 0 0 0 ${unique}`,
    "gets k3",
    `cas k3 0 0 0 ${unique}`,
  ]);
});

test("closed loop: a miss waits for the penalty, stores the value, and is a read of the whole time", async () => {
  const { server, recorder, count } = await measured(cacheScript(), lookUps(3), requests(6));
  assert.deepEqual(
    server.requests.map(({ words: [verb, key] }) => `${verb} ${key}`),
    ["get k0", "set k0", "get k1", "set k1", "get k2", "set k2", "get k0", "get k1", "get k2"],
  );
  assert.deepEqual([count("get", "miss"), count("get", "hit"), count("fill", "hit")], [3, 3, 3]);
  assert.deepEqual([count("read", "miss"), count("read", "hit")], [3, 3]);
  assert.ok(range(recorder, "read", "miss").minMs >= 20, JSON.stringify(range(recorder, "read", "miss")));
  assert.deepEqual([recorder.tallies.loads, recorder.tallies.duplicateLoads], [3, 0]);
});

test("closed loop: what many miss at once is loaded many times, and all but the first are duplicates", async () => {
  const { recorder, count } = await measured(cacheScript(), lookUps(1), { connections: 8, ...requests(16) });
  const { loads, duplicateLoads } = recorder.tallies;
  assert.ok(loads >= 2 && loads <= 8, String(loads));
  assert.equal(duplicateLoads, loads - 1);
  assert.deepEqual([count("read", "miss"), count("read", "hit"), count("fill", "hit")], [loads, 16 - loads, loads]);
});

test("closed loop: reads whose loading is not over at the deadline are unanswered at their age", async () => {
  const cacheAside = { penalty: parseDelay("1m"), leaseWaitMs: undefined };
  const end = { kind: "duration", durationMs: 200 } as const;
  const { recorder, count, server } = await measured(
    cacheScript(),
    lookUps(9, { cacheAside }),
    { connections: 3 },
    end,
  );
  assert.deepEqual([count("get", "miss"), count("read", "unanswered"), count("fill", "hit")], [3, 3, 0]);
  assert.ok(range(recorder, "read", "unanswered").minMs > 0);
  assert.deepEqual([server.countOf("set"), recorder.tallies.loads], [0, 3]);
});

test("open loop: a read is booked from when its look-up was due, and holds penalty and store", async () => {
  const arrivals = { kind: "constant", stages: constantStages(100) } as const;
  const { recorder, count } = await measured(cacheScript(), lookUps(5), { arrivals, connections: 2, ...requests(10) });
  const reads = count("read", "miss") + count("read", "hit") + count("read", "unanswered");
  assert.equal(reads, 10);
  assert.ok(count("read", "miss") >= 1);
  assert.ok(range(recorder, "read", "miss", "response").minMs >= 20);
  assert.equal(recorder.histogram(slotOf(OPERATION.read, OUTCOME.miss)), undefined);
  assert.equal(count("get", "miss") + count("get", "hit"), 10);
});

test("open loop: what was due and never got a connection is an unanswered read too", async () => {
  const cache = cacheScript();
  const script: Script = (request) =>
    request.words[0] === "version" ? cache(request) : { text: "END\r\n", delayMs: 400 };
  const arrivals = { kind: "constant", stages: constantStages(100) } as const;
  const end = { kind: "duration", durationMs: 200 } as const;
  const { count } = await measured(script, lookUps(5), { arrivals }, end);
  const gets = count("get", "miss") + count("get", "unanswered");
  const reads = count("read", "miss") + count("read", "unanswered");
  assert.ok(gets >= 15 && count("get", "unanswered") >= gets - 1, `${gets}`);
  assert.ok(reads >= gets - 1 && reads <= gets, `${reads} of ${gets}`);
});

test("an mget loads each missing key, and is no read itself", async () => {
  const values = new Map<string, string>([["k1", "x"]]);
  const cache = cacheScript(values);
  const script: Script = (request) => {
    const [verb, ...keys] = request.words;
    if (verb !== "get") {
      return cache(request);
    }
    const found = keys.flatMap((key) => (values.has(key) ? [[key, values.get(key) ?? ""] as const] : []));
    return `${found.map(([key, value]) => `VALUE ${key} 0 ${value.length}\r\n${value}\r\n`).join("")}END\r\n`;
  };
  const workload = lookUps(3, { mix: [{ operation: "mget", weight: 1 }], keysPerMget: 3 });
  const { recorder, count } = await measured(script, workload, requests(2));
  assert.deepEqual([count("mget", "miss"), count("mget", "hit"), count("fill", "hit")], [1, 1, 2]);
  assert.deepEqual([count("read", "miss"), count("read", "hit"), recorder.tallies.loads], [0, 0, 2]);
});

test("a fill that is refused is a read that failed", async () => {
  const cache = cacheScript();
  const script: Script = (request) =>
    request.words[0] === "set" ? "SERVER_ERROR out of memory storing object\r\n" : cache(request);
  const { recorder, count } = await measured(script, lookUps(2), requests(4));
  assert.deepEqual([count("read", "error"), count("fill", "error"), count("read", "miss")], [4, 4, 0]);
  assert.deepEqual([recorder.tallies.loads, recorder.tallies.duplicateLoads], [4, 0]);
});

const LEASE = { penalty: parseDelay("50ms"), leaseWaitMs: 5 };

test("with leases only the first to miss loads; the others ask again and get its value", async () => {
  const { script, asked } = leaseScript();
  const workload = lookUps(1, { cacheAside: LEASE });
  const { recorder, count } = await measured(script, workload, { protocol: "meta", connections: 6, ...requests(12) });
  assert.deepEqual([recorder.tallies.loads, recorder.tallies.duplicateLoads, count("fill", "hit")], [1, 0, 1]);
  assert.equal(count("read", "miss") + count("read", "hit"), 12);
  assert.ok(count("read", "miss") >= 2, "somebody waited");
  assert.ok(count("lease_wait", "miss") >= count("lease_wait", "hit") && count("lease_wait", "hit") >= 1);
  assert.ok(
    asked.every((line) => line.startsWith("mg k0 v k N")),
    asked.join(),
  );
});

test("a stale value is served, and whoever is told to loads it anew", async () => {
  const { script } = leaseScript({ stale: "old" });
  const workload = lookUps(1, { cacheAside: LEASE });
  const { recorder, count } = await measured(script, workload, { protocol: "meta", connections: 4, ...requests(12) });
  assert.deepEqual([recorder.tallies.loads, count("fill", "hit")], [1, 1]);
  assert.ok(count("read", "stale") >= 1 && count("read", "miss") === 0);
  assert.equal(count("read", "stale") + count("read", "hit"), 12);
  assert.ok(range(recorder, "read", "stale").minMs < 50, "nobody waits for the loading");
});

test("with connections that are renewed, or lost, what follows waits until they are up again", async () => {
  const renewed = await measured(cacheScript(), lookUps(4), {
    connections: 4,
    requestsPerConnection: 1,
    ...requests(16),
  });
  const { recorder, count } = renewed;
  assert.deepEqual([recorder.errors, count("fill", "error"), count("read", "error")], [[], 0, 0]);
  assert.equal(count("read", "miss") + count("read", "hit"), 16);
  assert.equal(count("fill", "hit"), count("read", "miss"));
});

test("a fill lost with its connection is a read that failed, and its key is no longer being loaded", async () => {
  const cache = cacheScript();
  let fills = 0;
  const script: Script = (request) =>
    request.words[0] === "set" && ++fills === 1 ? { text: "", ending: "reset" } : cache(request);
  const { recorder, count } = await measured(script, lookUps(1), { reconnects: true, ...requests(3) });
  assert.deepEqual([count("fill", "error"), count("read", "error"), count("fill", "hit")], [1, 1, 1]);
  assert.deepEqual([recorder.tallies.loads, recorder.tallies.duplicateLoads, count("read", "hit")], [2, 0, 1]);
});
