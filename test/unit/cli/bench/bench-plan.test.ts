/** bench-plan: the plan the options make, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { constantStages } from "../../../../src/bench/arrivals/arrivals.ts";
import { parseThreshold } from "../../../../src/bench/thresholds-text.ts";
import { parseDelay } from "../../../../src/bench/workload/delay.ts";
import { parseKeyLengths } from "../../../../src/bench/workload/key-lengths.ts";
import { OPERATIONS } from "../../../../src/bench/workload/operations.ts";
import type { BenchOptionValues } from "../../../../src/cli/bench/bench-options.ts";
import { checkRange, planOf, threadsDefault } from "../../../../src/cli/bench/bench-plan.ts";

const DEFAULTS: BenchOptionValues = {
  connections: 50,
  threads: undefined,
  pipeline: 1,
  rate: undefined,
  arrivals: "constant",
  stages: undefined,
  "low-cpu": false,
  duration: undefined,
  requests: undefined,
  warmup: "0",
  "connect-rate": undefined,
  reconnect: false,
  "requests-per-connection": undefined,
  seed: 1,
  ratio: undefined,
  "keys-per-mget": 10,
  protocol: "text",
  keys: 100_000,
  "key-prefix": "memtool-",
  distribution: "uniform",
  "value-size": "100",
  ttl: "0",
  "key-length": undefined,
  compressibility: 0,
  verify: false,
  placement: "ketama",
  client: undefined,
  "cache-aside": false,
  "miss-penalty": "0",
  lease: false,
  "lease-wait": 10,
  "no-populate": false,
  timeout: 3000,
  "stall-timeout": 5000,
  "server-memory": 2 ** 30,
  "server-threads": undefined,
  threshold: [],
  hgrm: undefined,
  hlog: undefined,
  csv: undefined,
  histogram: false,
  "no-live": false,
  json: false,
};

test("without options: ten seconds of one set to nine gets", () => {
  const plan = planOf(DEFAULTS);
  assert.deepEqual(plan.measure, { kind: "duration", durationMs: 10_000 });
  assert.deepEqual(
    plan.workload.mix.map(({ operation }) => operation),
    ["set", "get"],
  );
  assert.deepEqual([plan.threads, plan.connections, plan.populate], [threadsDefault(), 50, true]);
  assert.deepEqual([plan.arrivals, plan.protocol, plan.lowCpu], [{ kind: "closed" }, "text", false]);
  assert.ok(threadsDefault() >= 1 && threadsDefault() <= 4);
});

test("requests instead of a duration", () => {
  assert.deepEqual(planOf({ ...DEFAULTS, requests: 500 }).measure, { kind: "requests", requestCount: 500 });
});

test("a rate makes an open loop, evenly spaced unless asked otherwise", () => {
  assert.deepEqual(planOf({ ...DEFAULTS, rate: 500 }).arrivals, { kind: "constant", stages: constantStages(500) });
  assert.deepEqual(planOf({ ...DEFAULTS, rate: 500, arrivals: "poisson" }).arrivals.kind, "poisson");
  assert.deepEqual(planOf({ ...DEFAULTS, rate: 500, requests: 7 }).measure, { kind: "requests", requestCount: 7 });
});

test("stages say when to end, and start from the rate or from nothing", () => {
  const { arrivals, measure } = planOf({ ...DEFAULTS, stages: "10s:1k,0s:5k,30s:5k" });
  assert.deepEqual(measure, { kind: "duration", durationMs: 40_000 });
  assert.deepEqual(arrivals, {
    kind: "constant",
    stages: [
      { durationMs: 10_000, fromRate: 0, toRate: 1000 },
      { durationMs: 0, fromRate: 1000, toRate: 5000 },
      { durationMs: 30_000, fromRate: 5000, toRate: 5000 },
    ],
  });
  const started = planOf({ ...DEFAULTS, stages: "10s:1k", rate: 200 }).arrivals;
  assert.deepEqual(started, { kind: "constant", stages: [{ durationMs: 10_000, fromRate: 200, toRate: 1000 }] });
});

test("what belongs to the workload reaches it", () => {
  const { workload, protocol, lowCpu } = planOf({
    ...DEFAULTS,
    "keys-per-mget": 25,
    protocol: "meta",
    "low-cpu": true,
  });
  assert.deepEqual([workload.keysPerMget, protocol, lowCpu], [25, "meta", true]);
});

test("cache-aside only looks up unless a ratio says otherwise, and leases say how long to wait", () => {
  const aside = planOf({ ...DEFAULTS, "cache-aside": true, "miss-penalty": "exponential:5ms" }).workload;
  assert.deepEqual(aside.mix, [{ operation: "get", weight: 1 }]);
  assert.deepEqual(aside.cacheAside, { penalty: parseDelay("exponential:5ms"), leaseWaitMs: undefined });
  assert.equal(planOf({ ...DEFAULTS, "cache-aside": true, ratio: "1:1" }).workload.mix.length, 2);
  const lease = planOf({ ...DEFAULTS, lease: true, protocol: "meta", "lease-wait": 7 }).workload;
  assert.deepEqual([lease.cacheAside?.leaseWaitMs, lease.mix], [7, [{ operation: "get", weight: 1 }]]);
  assert.equal(planOf(DEFAULTS).workload.cacheAside, undefined);
});

test("warming up: not at all, for a time, or until the hit rate is flat", () => {
  const warmup = (text: string) => planOf({ ...DEFAULTS, warmup: text }).warmup;
  assert.deepEqual([warmup("0"), warmup("0s"), warmup("auto")], [{ kind: "none" }, { kind: "none" }, { kind: "flat" }]);
  assert.deepEqual(warmup("1500ms"), { kind: "duration", durationMs: 1500 });
});

test("connections: lost ones end the run, rate and life are endless, unless said otherwise", () => {
  const { reconnects, connectRate, requestsPerConnection } = planOf(DEFAULTS);
  const endless = Number.POSITIVE_INFINITY;
  assert.deepEqual([reconnects, connectRate, requestsPerConnection], [false, endless, endless]);
  const plan = planOf({ ...DEFAULTS, reconnect: true, "connect-rate": 50, "requests-per-connection": 9 });
  assert.deepEqual([plan.reconnects, plan.connectRate, plan.requestsPerConnection], [true, 50, 9]);
});

test("verifying numbers the run, another number each time; without it values have no stamp", () => {
  const run = (): number | undefined => planOf({ ...DEFAULTS, verify: true }).workload.verifyRun;
  const runs = new Set(Array.from({ length: 5 }, run));
  assert.ok(runs.size > 1 && [...runs].every((number) => Number.isInteger(number) && (number ?? -1) >= 0));
  assert.equal(planOf(DEFAULTS).workload.verifyRun, undefined);
  assert.ok(planOf({ ...DEFAULTS, verify: true, "value-size": "24" }).workload.verifyRun !== undefined);
});

test("keys are as long as their prefix and number need, or as long as asked", () => {
  assert.equal(planOf(DEFAULTS).workload.keyLengths, undefined);
  const lengths = (text: string) => planOf({ ...DEFAULTS, "key-length": text }).workload.keyLengths;
  assert.deepEqual(lengths("13"), parseKeyLengths("13"));
  assert.throws(() => lengths("12"), { code: "USAGE", message: /too short: prefix and number take 13 bytes/ });
});

test("thresholds are read in their order", () => {
  const { thresholds } = planOf({ ...DEFAULTS, threshold: ["p99<5ms", "get.hit.p50<1ms", "hit_rate>0.9"] });
  assert.deepEqual(
    thresholds.map((threshold) => threshold),
    ["p99<5ms", "get.hit.p50<1ms", "hit_rate>0.9"].map((text) => parseThreshold(text, OPERATIONS)),
  );
});

test("ranges are whole numbers, and say from where to where", () => {
  assert.equal(checkRange("x", 5, 1, 5), 5);
  assert.throws(() => checkRange("x", 6, 1, 5), { code: "USAGE", hint: "give a whole number from 1 to 5" });
  assert.throws(() => checkRange("x", 0.5, 0, Number.MAX_SAFE_INTEGER), { hint: "give a whole number from 0 on" });
});

const REFUSED: readonly (readonly [Partial<BenchOptionValues>, RegExp])[] = [
  [{ connections: 0 }, /--connections 0 is out of range/],
  [{ connections: 1_000_000 }, /--connections/],
  [{ threads: 1000 }, /--threads/],
  [{ pipeline: 0 }, /--pipeline/],
  [{ keys: 2 ** 31 }, /--keys/],
  [{ seed: -1 }, /--seed/],
  [{ requests: 0 }, /--requests/],
  [{ duration: 0 }, /--duration/],
  [{ duration: 1000, requests: 5 }, /--duration and --requests/],
  [{ ttl: "1500ms" }, /TTL/],
  [{ ttl: "31d" }, /TTL/],
  [{ "key-prefix": "a b" }, /--key-prefix/],
  [{ "key-prefix": "x".repeat(250) }, /--key-prefix/],
  [{ ratio: "gats=1" }, /ratio/],
  [{ rate: 0 }, /--rate has to be above 0/],
  [{ rate: 100_000_001 }, /--rate has to be above 0 and at most 100000000\/s/],
  [{ rate: 0, stages: "1s:5" }, /--rate/],
  [{ stages: "1s" }, /cannot use the stages "1s"/],
  [{ stages: "1s:5", duration: 1000 }, /--stages already says when to end/],
  [{ stages: "1s:5", requests: 10 }, /--stages already says when to end/],
  [{ "keys-per-mget": 1 }, /--keys-per-mget/],
  [{ "keys-per-mget": 1001 }, /--keys-per-mget/],
  [{ distribution: "pareto" }, /distribution/],
  [{ "value-size": "many" }, /cannot use the value size "many": "many" is not a size/],
  [{ lease: true }, /--lease needs meta commands/],
  [{ lease: true, protocol: "binary" }, /--lease needs meta commands/],
  [{ lease: true, protocol: "meta", "lease-wait": 0 }, /--lease-wait/],
  [{ "cache-aside": true, "miss-penalty": "soon" }, /soon/],
  [{ protocol: "binary", ratio: "mg=1" }, /the binary protocol has no mg/],
  [{ protocol: "binary", ratio: "get=1,invalidate=1" }, /the binary protocol has no invalidate/],
  [{ verify: true, ratio: "get=1,append=1" }, /--verify cannot tell what append leaves behind/],
  [{ verify: true, ratio: "prepend=1" }, /--verify cannot tell what prepend/],
  [{ verify: true, ratio: "set_noreply=1" }, /--verify cannot tell what set_noreply/],
  [{ verify: true, "value-size": "23" }, /--verify stamps 24 bytes/],
  [{ verify: true, "value-size": "1-100" }, /--verify stamps 24 bytes/],
  [{ verify: true, keys: 2 ** 26 + 1 }, /--keys/],
  [{ "key-length": "10-300" }, /key length|key-length/],
  [{ warmup: "soon" }, /soon/],
  [{ "connect-rate": 0 }, /--connect-rate/],
  [{ "requests-per-connection": 0 }, /--requests-per-connection/],
  [{ placement: "dice" }, /dice/],
  [{ threshold: ["p99<fast"] }, /p99<fast/],
  [{ timeout: 0 }, /--timeout must be at least 1ms/],
  [{ "stall-timeout": 0 }, /--stall-timeout must be at least 1ms/],
];

for (const [changes, message] of REFUSED) {
  test(`${JSON.stringify(changes)} is refused`, () => {
    assert.throws(() => planOf({ ...DEFAULTS, ...changes }), { code: "USAGE", message });
  });
}
