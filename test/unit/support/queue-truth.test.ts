/** The arithmetic of truth: by hand where a run is small, against closed forms where it is large. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Timing } from "../../support/known-behaviour.ts";
import {
  countsOf,
  Distribution,
  evenArrivals,
  freezeResponseMs,
  type LoadShape,
  type LoadTruth,
  overloadResponseMs,
  poissonArrivals,
  responseTimes,
  sendLags,
  serviceTimes,
  simulateLoad,
} from "../../support/queue-truth.ts";

function near(actual: number, expected: number, within = 1e-6): void {
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`);
}

/** A run in words: intended, sent and answered of each request, - for what did not happen. */
function rows({ intendedMs, sentMs, answeredMs }: LoadTruth): string {
  const shown = (atMs = Number.NaN) => (Number.isNaN(atMs) ? "-" : atMs);
  return [...intendedMs]
    .map((intended, index) => `${intended} ${shown(sentMs[index])} ${shown(answeredMs[index])}`)
    .join(", ");
}

const second = (perSecond: number, seconds: number) => evenArrivals([{ perSecond, durationMs: seconds * 1000 }]);

describe("arrivals", () => {
  test("even ones, phase after phase", () => {
    const phases = [
      { perSecond: 1000, durationMs: 3 },
      { perSecond: 500, durationMs: 4 },
    ];
    assert.deepEqual([...evenArrivals(phases)], [0, 1, 2, 3, 5]);
  });
  test("Poisson's have the rate, a coefficient of variation of 1, and are the same for the same seed", () => {
    const arrivals = poissonArrivals({ perSecond: 1000, durationMs: 100_000 }, 7);
    assert.ok(Math.abs(arrivals.length - 100_000) < 4 * Math.sqrt(100_000), `${arrivals.length} arrivals`);
    const gaps = arrivals.subarray(1).map((atMs, index) => atMs - (arrivals[index] as number));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    near(Math.sqrt(variance) / mean, 1, 0.02);
    assert.deepEqual(poissonArrivals({ perSecond: 1000, durationMs: 100_000 }, 7), arrivals);
  });
});

test("percentiles are HdrHistogram's: the smallest value that so many reach", () => {
  const hundred = new Distribution(Float64Array.from({ length: 100 }, (_, index) => 100 - index));
  assert.deepEqual(
    [0, 50, 90, 99, 99.9, 100].map((percentile) => hundred.percentileMs(percentile)),
    [1, 50, 90, 99, 100, 100],
  );
  assert.deepEqual([hundred.count, hundred.maxMs, hundred.meanMs], [100, 100, 50.5]);
  assert.ok(Number.isNaN(new Distribution(new Float64Array()).percentileMs(50)));
});

describe("small runs, by hand", () => {
  const five: Timing = { kind: "fixed", delayMs: 5 };
  const arrivalsMs = Float64Array.of(0, 1, 2, 3);
  for (const [what, shape, expected] of [
    ["no limit", {}, "0 0 5, 1 1 6, 2 2 7, 3 3 8"],
    ["one connection", { connections: 1 }, "0 0 5, 1 5 10, 2 10 15, 3 15 20"],
    ["two connections", { connections: 2 }, "0 0 5, 1 1 6, 2 5 10, 3 6 11"],
    ["a pipeline of two", { connections: 1, pipeline: 2 }, "0 0 5, 1 1 6, 2 5 10, 3 6 11"],
    ["the end cuts", { connections: 1, endMs: 12 }, "0 0 5, 1 5 10, 2 10 -, 3 - -"],
    ["a stop before the end", { stopMs: 2.5, endMs: 7 }, "0 0 5, 1 1 6, 2 2 -"],
  ] as const satisfies readonly (readonly [string, Partial<LoadShape>, string])[]) {
    test(what, () => {
      assert.equal(rows(simulateLoad({ arrivalsMs, ...shape }, five)), expected);
      assert.equal(rows(simulateLoad({ arrivalsMs, ...shape, dispatch: "round-robin" }, five)), expected);
    });
  }

  test("once the end has come, none of the many that are left is sent", () => {
    for (const dispatch of ["free", "round-robin"] as const) {
      const shape = { arrivalsMs: new Float64Array(100), connections: 2, dispatch, endMs: 12 };
      assert.deepEqual(countsOf(simulateLoad(shape, five)), { intended: 100, sent: 6, answered: 4 });
    }
  });

  const slowSecond: Timing = { kind: "bimodal", share: 0.5, slowMs: 10, fastMs: 1 };
  test("a slow reply holds up what was pipelined behind it", () => {
    const truth = simulateLoad({ arrivalsMs, connections: 1, pipeline: 4 }, slowSecond);
    assert.equal(rows(truth), "0 0 1, 1 1 11, 2 2 11, 3 3 13");
  });
  test("a free connection takes over from a slow one; in turn it has to be waited for", () => {
    const free = simulateLoad({ arrivalsMs, connections: 2 }, slowSecond);
    assert.equal(rows(free), "0 0 1, 1 1 11, 2 2 3, 3 3 13");
    const inTurn = simulateLoad({ arrivalsMs, connections: 2, dispatch: "round-robin" }, slowSecond);
    assert.equal(rows(inTurn), "0 0 1, 1 1 11, 2 2 3, 3 11 21");
  });
  test("the three times, and ages of what has no answer", () => {
    const truth = simulateLoad({ arrivalsMs, connections: 1, endMs: 12 }, five);
    const all = (distribution: Distribution) =>
      Array.from({ length: distribution.count }, (_, index) =>
        distribution.percentileMs(((index + 1) * 100) / distribution.count),
      );
    assert.deepEqual(all(responseTimes(truth)), [5, 9, 9, 10]);
    assert.deepEqual(all(serviceTimes(truth)), [2, 5, 5]);
    assert.deepEqual(all(sendLags(truth)), [0, 4, 8, 9]);
    assert.deepEqual(countsOf(truth), { intended: 4, sent: 3, answered: 2 });
  });
});

describe("a server frozen 1 s in every 5 s, at 1,000/s", () => {
  const timing: Timing = { kind: "freeze", everyMs: 5000, frozenMs: 1000, serviceMs: 0 };
  test("over whole periods p90 is 500 ms, p99 950 ms, p99.9 995 ms, whatever the phase", () => {
    for (const originMs of [0, -1234, -4500]) {
      const responses = responseTimes(simulateLoad({ arrivalsMs: second(1000, 20) }, timing, originMs));
      for (const percentile of [50, 79, 90, 99, 99.9]) {
        near(responses.percentileMs(percentile), freezeResponseMs(5000, 1000, percentile), 1);
      }
      assert.equal(responses.maxMs, 1000);
    }
    assert.deepEqual(
      [50, 80, 90, 99, 99.9].map((percentile) => Math.round(freezeResponseMs(5000, 1000, percentile) * 1e6) / 1e6),
      [0, 0, 500, 950, 995],
    );
  });
  test("a run that ends in the freeze counts ages: 4.5 s of run see half a freeze", () => {
    const truth = simulateLoad({ arrivalsMs: second(1000, 4.5), endMs: 4500 }, timing);
    const responses = responseTimes(truth);
    assert.deepEqual(countsOf(truth), { intended: 4500, sent: 4500, answered: 4000 });
    assert.equal(responses.maxMs, 500);
    near(responses.percentileMs(99), 500 * (1 - 0.01 / (500 / 4500)), 1);
  });
  test("9 s with two freezes: p99 is 955 ms", () => {
    const responses = responseTimes(simulateLoad({ arrivalsMs: second(1000, 9) }, { ...timing, freezesAtMs: 0 }));
    near(responses.percentileMs(99), 955, 1);
  });
  test("ten connections hide it from the service time and show it as send lag", () => {
    const truth = simulateLoad({ arrivalsMs: second(1000, 20), connections: 10 }, timing);
    near(responseTimes(truth).percentileMs(99), 950, 1);
    assert.equal(serviceTimes(truth).percentileMs(99), 0);
    // Of 20,000 requests 4 x 10 were sent before or in a freeze and waited; all others in a freeze were not sent until it ended.
    near(sendLags(truth).percentileMs(99), 940, 1);
  });
});

describe("3,000/s offered to 1,850/s", () => {
  const timing: Timing = { kind: "capacity", perSecond: 1850 };
  test("every request waits longer than the one before, exactly as the closed form says", () => {
    const truth = simulateLoad({ arrivalsMs: second(3000, 5) }, timing);
    for (const index of [0, 1, 100, 7777, 14_999]) {
      const responseMs = (truth.answeredMs[index] as number) - (truth.intendedMs[index] as number);
      near(responseMs, overloadResponseMs(3000, 1850, index), 1e-3);
    }
    near(responseTimes(truth).percentileMs(99), overloadResponseMs(3000, 1850, 14_849), 1e-3);
  });
  test("at the end 1,850/s are answered, the others are as old as they are", () => {
    const truth = simulateLoad({ arrivalsMs: second(3000, 5), endMs: 5000 }, timing);
    const { answered } = countsOf(truth);
    assert.ok(answered === 9249 || answered === 9250, `${answered} answered`);
    // The oldest without an answer was intended at 9,250 / 3,000 s.
    near(responseTimes(truth).maxMs, 5000 - (9250 * 1000) / 3000, 1);
  });
  test("fifty connections keep the queue on our side: service 50/1,850 s, the rest is send lag", () => {
    const truth = simulateLoad({ arrivalsMs: second(3000, 5), connections: 50 }, timing);
    near(serviceTimes(truth).percentileMs(50), 50_000 / 1850, 1e-3);
    near(responseTimes(truth).maxMs, overloadResponseMs(3000, 1850, 14_999), 1e-3);
    near(sendLags(truth).maxMs, overloadResponseMs(3000, 1850, 14_999) - 50_000 / 1850, 1e-3);
  });
  test("Poisson arrivals at half the capacity wait as M/D/1 says: rho / (2 mu (1 - rho))", () => {
    const arrivalsMs = poissonArrivals({ perSecond: 925, durationMs: 400_000 }, 3);
    const waitMs = responseTimes(simulateLoad({ arrivalsMs }, timing)).meanMs - 1000 / 1850;
    near(waitMs, (0.5 / (2 * 1850 * 0.5)) * 1000, 0.01);
  });
});

describe("bimodal, 1 % take 100 ms, the others 1 ms", () => {
  const timing: Timing = { kind: "bimodal", share: 0.01, slowMs: 100, fastMs: 1 };
  test("unlimited or with free connections the times are the server's own", () => {
    for (const shape of [{}, { connections: 50 }]) {
      const responses = responseTimes(simulateLoad({ arrivalsMs: second(1000, 10), ...shape }, timing));
      assert.deepEqual(
        [50, 99, 99.1, 99.9].map((percentile) => Math.round(responses.percentileMs(percentile) * 1000) / 1000),
        [1, 1, 100, 100],
      );
    }
  });
});

describe("any run", () => {
  const timings = fc.constantFrom<Timing>(
    { kind: "fixed", delayMs: 7 },
    { kind: "capacity", perSecond: 400 },
    { kind: "bimodal", share: 0.2, slowMs: 30, fastMs: 1 },
    { kind: "freeze", everyMs: 50, frozenMs: 10, serviceMs: 3 },
  );
  const shapes = fc.record({
    arrivalsMs: fc.array(fc.nat(200)).map((moments) => Float64Array.from(moments).sort()),
    connections: fc.integer({ min: 1, max: 4 }),
    pipeline: fc.integer({ min: 1, max: 3 }),
    dispatch: fc.constantFrom("free", "round-robin"),
  });
  test("sends nothing early, answers nothing before it was sent, and never has more in flight than it may", () => {
    fc.assert(
      fc.property(shapes, timings, (shape, timing) => {
        const { intendedMs, sentMs, answeredMs } = simulateLoad(shape as LoadShape, timing);
        for (const [index, sent] of sentMs.entries()) {
          assert.ok(sent >= (intendedMs[index] as number) && (answeredMs[index] as number) >= sent);
          const inFlight = sentMs.filter((other, at) => other <= sent && (answeredMs[at] as number) > sent).length;
          assert.ok(inFlight <= shape.connections * shape.pipeline, `${inFlight} in flight`);
        }
      }),
    );
  });
  test("response = send lag + service for each request", () => {
    fc.assert(
      fc.property(shapes, timings, (shape, timing) => {
        const truth = simulateLoad(shape as LoadShape, timing);
        fc.pre(truth.intendedMs.length > 0);
        near(responseTimes(truth).meanMs, sendLags(truth).meanMs + serviceTimes(truth).meanMs);
      }),
    );
  });
  test("with as many connections as requests, it does not matter that they are limited", () => {
    fc.assert(
      fc.property(shapes, timings, ({ arrivalsMs }, timing) => {
        const connections = arrivalsMs.length + 1;
        assert.deepEqual(simulateLoad({ arrivalsMs, connections }, timing), simulateLoad({ arrivalsMs }, timing));
      }),
    );
  });
});
