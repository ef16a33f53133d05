/** thresholds-text: every form of the grammar, what is said about what is not in it, and that writing and reading are inverse. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { COMPARISONS, type Comparison } from "../../../src/base/comparison.ts";
import { MemtoolError } from "../../../src/base/errors.ts";
import {
  THRESHOLD_CLOCKS,
  THRESHOLD_NUMBERS,
  THRESHOLD_OUTCOMES,
  type Threshold,
  type ThresholdMetric,
  type ThresholdNumber,
  unitOf,
} from "../../../src/bench/thresholds.ts";
import { formatThreshold, parseThreshold } from "../../../src/bench/thresholds-text.ts";

const OPERATIONS = ["get", "set", "incr"];

function parse(text: string): Threshold {
  return parseThreshold(text, OPERATIONS);
}

function refusal(text: string): MemtoolError {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof MemtoolError);
    assert.equal(error.code, "USAGE");
    return error;
  }
  return assert.fail(`${text} was accepted`);
}

const ACCEPTED: readonly (readonly [text: string, canonical: string, limit: number])[] = [
  ["p99<5ms", "p99<5ms", 5e6],
  ["p(99.9)<=250us", "p99.9<=250us", 250_000],
  [" p50 <  1.5 ms ", "p50<1500us", 1_500_000],
  ["get.p95<1s", "get.p95<1s", 1e9],
  ["get.miss.p99.9<10ms", "get.miss.p99.9<10ms", 1e7],
  ["get.miss.service.p(99.9)<10ms", "get.miss.service.p99.9<10ms", 1e7],
  ["hit.p99<1m30s", "hit.p99<90s", 90e9],
  ["error.count==0", "error.count==0", 0],
  ["send_lag.p99<1ms", "send_lag.p99<1ms", 1e6],
  ["service.p99<1ms", "service.p99<1ms", 1e6],
  ["client_lag.max<=20ns", "client_lag.max<=20ns", 20],
  ["response.med<1ms", "response.p50<1ms", 1e6],
  ["mean<1ms", "avg<1ms", 1e6],
  ["avg<1ms", "avg<1ms", 1e6],
  ["set.max<1s", "set.max<1s", 1e9],
  ["min>0", "min>0s", 0],
  ["count>=100k", "count>=100000", 100_000],
  ["hit_rate>0.9", "hit_rate>0.9", 0.9],
  ["get.hit_rate>=99.9%", "get.hit_rate>=0.999", 0.999],
  ["error_rate<0.1%", "error_rate<0.001", 0.001],
  ["set.error_rate!=0.0001%", "set.error_rate!=0.000001", 1e-6],
  ["ops>100k", "ops>100000", 100_000],
  ["set.ops>600/m", "set.ops>10", 10],
  ["offered>=49.5k/s", "offered>=49500", 49_500],
  ["unanswered==0", "unanswered==0", 0],
];

describe("accepted", () => {
  for (const [text, canonical, limit] of ACCEPTED) {
    test(text, () => {
      const threshold = parse(text);
      assert.equal(threshold.limit, limit);
      assert.equal(threshold.text, text.trim());
      assert.equal(formatThreshold(threshold), canonical);
    });
  }
});

test("the words in front become the selection", () => {
  assert.deepEqual(parse("get.miss.service.p99.9<10ms").metric, {
    kind: "latency",
    selector: { operation: "get", outcome: "miss", clock: "service" },
    aggregation: { percentile: 99.9 },
  });
  assert.deepEqual(parse("stale.max<1s").metric, {
    kind: "latency",
    selector: { outcome: "stale" },
    aggregation: "max",
  });
  assert.deepEqual(parse("set.ops>1").metric, { kind: "number", name: "ops", operation: "set" });
});

const REFUSED: readonly (readonly [text: string, message: RegExp, hint: RegExp])[] = [
  ["", /comparison is missing/, /p99<5ms.*< <= > >= == !=/],
  ["p99", /comparison is missing/, /p99<5ms/],
  ["p99=5ms", /no comparison "="/, /==/],
  ["p99=<5ms", /no comparison "=<"/, /<=/],
  ["p99===5ms", /no comparison "==="/, /==/],
  ["<5ms", /a metric is missing/, /p99.*hit_rate/],
  ["get.<5ms", /a metric is missing/, /p99/],
  ["p99<5", /"5" is not a duration/, /5s, 100ms, 250us/],
  ["p99<", /"" is not a duration/, /250us/],
  ["p99<<5ms", /no comparison "<<"/, /</],
  ["p99<5ms<6ms", /"5ms<6ms" is not a duration/, /ms/],
  ["p999<5ms", /no percentile 999/, /p99\.9/],
  ["p99.9.9<5ms", /no metric "p99\.9\.9"/, /p99\.9/],
  ["p(99<5ms", /no metric "p\(99"/, /p99/],
  ["P99<5ms", /no metric "P99"/, /p99/],
  ["constructor<5ms", /no metric "constructor"/, /hit_rate/],
  ["get.mis.p99<5ms", /"mis" cannot stand/, /hit, miss, stale, error, response, service, send_lag, client_lag, p99/],
  ["gett.p99<5ms", /"gett" cannot stand/, /get, set, incr, hit/],
  ["miss.get.p99<5ms", /"get" cannot stand/, /there may stand response.*operation\.outcome\.clock\.aggregation/],
  ["service.miss.p99<5ms", /"miss" cannot stand/, /there may stand p99/],
  ["get..p99<5ms", /"" cannot stand/, /hit/],
  ["hit_rate>90", /"90" is not a ratio/, /0\.9 or 90%/],
  ["hit_rate>5ms", /"5ms" is not a ratio/, /90%/],
  ["miss.hit_rate>0.9", /hit_rate is not counted by miss/, /miss has p99/],
  ["service.ops>5", /ops is not counted by service/, /service has p99/],
  ["get.offered>5", /offered is of the whole run, not of get/, /leave out "get\."/],
  ["ops>5ms", /"5ms" is not a rate/, /50k\/s/],
  ["count>1.5", /"1\.5" is not a whole number/, /1k/],
  ["get.miss.foo<1", /no metric "foo"/, /^metrics are p99, p99\.9, min, max, avg, mean, med, count$/],
];

describe("refused", () => {
  for (const [text, message, hint] of REFUSED) {
    test(JSON.stringify(text), () => {
      const error = refusal(text);
      assert.ok(error.message.startsWith(`cannot use the threshold ${JSON.stringify(text)}: `));
      assert.match(error.message, message);
      assert.match(error.hint ?? "", hint);
    });
  }
});

function optional<Value>(values: readonly Value[]): fc.Arbitrary<Value | undefined> {
  return fc.option(fc.constantFrom(...values), { nil: undefined });
}

/** Leaves undefined fields out. */
function known<Fields extends object>(fields: Fields): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const LATENCY = fc
  .record({
    selector: fc
      .record({
        operation: optional(OPERATIONS),
        outcome: optional(THRESHOLD_OUTCOMES),
        clock: optional(THRESHOLD_CLOCKS),
      })
      .map(known),
    aggregation: fc.oneof(
      fc.constantFrom("min", "max", "avg", "count"),
      fc.nat(1_000_000).map((part) => ({ percentile: part / 10_000 })),
    ),
  })
  .map((fields) => ({ kind: "latency", ...fields }) as ThresholdMetric);

const NUMBER = fc
  .record({
    name: fc.constantFrom(...(Object.keys(THRESHOLD_NUMBERS) as ThresholdNumber[])),
    operation: optional(OPERATIONS),
  })
  .map(({ name, operation }) => {
    const { perOperation } = THRESHOLD_NUMBERS[name];
    return known({ kind: "number", name, operation: perOperation ? operation : undefined }) as ThresholdMetric;
  });

function limitOf(metric: ThresholdMetric): fc.Arbitrary<number> {
  switch (unitOf(metric)) {
    case "ratio":
      return fc.nat(1_000_000_000).map((part) => part / 1_000_000_000);
    case "rate":
      return fc.oneof(
        fc.nat(),
        fc.nat(1_000_000_000).map((part) => part / 1000),
      );
    default:
      return fc.oneof(
        fc.nat(),
        fc.nat(1_000_000).map((part) => part * 1000),
        fc.maxSafeNat().map((part) => Math.floor(part / 256)),
      );
  }
}

test("what is written is read as the same", () => {
  const operators = Object.keys(COMPARISONS) as Comparison[];
  const thresholds = fc
    .oneof(LATENCY, NUMBER)
    .chain((metric) =>
      fc.record({ metric: fc.constant(metric), operator: fc.constantFrom(...operators), limit: limitOf(metric) }),
    );
  fc.assert(
    fc.property(thresholds, (fields) => {
      const text = formatThreshold({ ...fields, text: "" });
      assert.deepEqual(parse(text), { ...fields, text });
    }),
    { numRuns: 1000 },
  );
});

test("no text breaks the parser: it reads it or says USAGE", () => {
  const pieces = [
    "get",
    "miss",
    ".",
    "p99",
    "p(",
    ")",
    "<",
    ">=",
    "=",
    "5ms",
    "%",
    "0.9",
    "hit_rate",
    " ",
    "",
    "\n",
    "é",
  ];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 8 }),
      (words) => {
        const text = words.join("");
        try {
          assert.equal(parse(text).text, text.trim());
        } catch (error) {
          assert.ok(error instanceof MemtoolError && error.code === "USAGE" && error.hint !== undefined);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
