/** Metrics of two readings; totals; times of probes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  DOWN,
  keepsPeak,
  METRIC_NAMES,
  measure,
  NO_PROBES,
  probeTimes,
  totalMetrics,
} from "../../../src/monitor/metrics.ts";
import { testAnswer } from "../../support/rounds.ts";

const BEFORE = {
  cmd_get: 1000,
  get_hits: 900,
  get_misses: 100,
  cmd_set: 10,
  rusage_user: "1.500000",
  rusage_system: "0.500000",
};
const AFTER = {
  cmd_get: 1200,
  get_hits: 1050,
  get_misses: 150,
  cmd_set: 30,
  rusage_user: "2.000000",
  rusage_system: "1.000000",
};

describe("measure", () => {
  it("rates are of the time between, the ratio too, and the ratio ever of everything", () => {
    const metrics = measure(
      testAnswer({ second: 2, stats: AFTER }),
      testAnswer({ second: 0, stats: BEFORE }),
      NO_PROBES,
    );
    assert.equal(metrics.gets, 100);
    assert.equal(metrics.sets, 10);
    assert.equal(metrics.ops, 110);
    assert.equal(metrics.hits, 75);
    assert.equal(metrics.hitRatio, 0.75);
    assert.equal(metrics.hitRatioEver, 1050 / 1200);
    assert.equal(metrics.cpu, 50);
    assert.equal(metrics.up, 1);
  });
  it("what a server does not say is not known, not 0", () => {
    const metrics = measure(testAnswer({ second: 1, stats: AFTER }), testAnswer({ stats: BEFORE }), NO_PROBES);
    for (const name of ["bytes", "evictions", "deletes", "connections", "p50Us"] as const) {
      assert.ok(Number.isNaN(metrics[name]), name);
    }
  });
  it("no rate is ever negative: a restart, a reset, a first answer", () => {
    const restarted = measure(
      testAnswer({ second: 2, stats: { ...BEFORE, cmd_get: 5, pid: 8, uptime: 1 } }),
      testAnswer({ second: 0, stats: AFTER }),
      NO_PROBES,
    );
    const reset = measure(
      testAnswer({ second: 2, stats: { ...BEFORE, cmd_get: 5 } }),
      testAnswer({ second: 0, stats: AFTER }),
      NO_PROBES,
    );
    const first = measure(testAnswer({ stats: AFTER }), undefined, NO_PROBES);
    for (const metrics of [restarted, reset, first]) {
      assert.ok(Number.isNaN(metrics.gets));
      assert.ok(METRIC_NAMES.every((name) => !(metrics[name] < 0)));
    }
    assert.equal(first.hitRatioEver, 1050 / 1200);
  });
});

describe("totals", () => {
  const one = testAnswer({ second: 1, stats: AFTER });
  const metrics = measure(one, testAnswer({ second: 0, stats: BEFORE }), NO_PROBES);
  it("sums are sums, ratios are computed from sums", () => {
    const cold = { ...metrics, hits: 0, misses: 200, hitRatio: 0 };
    const total = totalMetrics([metrics, cold, DOWN], [one, one], NO_PROBES);
    assert.equal(total.up, 2);
    assert.equal(total.gets, 400);
    assert.equal(total.hitRatio, 150 / 400);
    assert.equal(total.hitRatioEver, 1050 / 1200);
  });
  it("what one of them lacks has no total", () => {
    assert.ok(Number.isNaN(totalMetrics([metrics, { ...metrics, gets: Number.NaN }], [], NO_PROBES).gets));
  });
  it("nobody up is down", () => {
    assert.equal(totalMetrics([DOWN, DOWN], [], NO_PROBES), DOWN);
  });
});

it("the probe's percentiles are values it measured", () => {
  assert.deepEqual(probeTimes([300, 100, 200]), { p50Us: 200, p99Us: 300, maxUs: 300 });
  const hundred = Array.from({ length: 200 }, (_, index) => 200 - index);
  assert.deepEqual(probeTimes(hundred), { p50Us: 100, p99Us: 198, maxUs: 200 });
  assert.equal(probeTimes([]), NO_PROBES);
  assert.ok(keepsPeak("p99Us") && !keepsPeak("gets"));
});
