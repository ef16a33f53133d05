/** bench-options: the plan the options make, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type BenchOptionValues, planOf, threadsDefault } from "../../../../src/cli/bench/bench-options.ts";

const DEFAULTS: BenchOptionValues = {
  connections: 50,
  threads: undefined,
  pipeline: 1,
  duration: undefined,
  requests: undefined,
  warmup: 0,
  seed: 1,
  ratio: "1:9",
  keys: 100_000,
  "key-prefix": "memtool-",
  distribution: "uniform",
  "value-size": "100",
  ttl: 0,
  "no-populate": false,
  timeout: 3000,
  "stall-timeout": 5000,
  "server-memory": 2 ** 30,
  "server-threads": undefined,
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
  assert.ok(threadsDefault() >= 1 && threadsDefault() <= 4);
});

test("requests instead of a duration", () => {
  assert.deepEqual(planOf({ ...DEFAULTS, requests: 500 }).measure, { kind: "requests", requestCount: 500 });
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
  [{ ttl: 1500 }, /--ttl/],
  [{ ttl: 31 * 86_400_000 }, /--ttl/],
  [{ "key-prefix": "a b" }, /--key-prefix/],
  [{ "key-prefix": "x".repeat(250) }, /--key-prefix/],
  [{ ratio: "cas=1" }, /ratio/],
  [{ distribution: "pareto" }, /distribution/],
  [{ "value-size": "many" }, /cannot use the value size "many": "many" is not a size/],
  [{ timeout: 0 }, /--timeout must be at least 1ms/],
  [{ "stall-timeout": 0 }, /--stall-timeout must be at least 1ms/],
];

for (const [changes, message] of REFUSED) {
  test(`${JSON.stringify(changes)} is refused`, () => {
    assert.throws(() => planOf({ ...DEFAULTS, ...changes }), { code: "USAGE", message });
  });
}
