/** client-side: settings, rates and costs that every load has. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { constantStages } from "../../../../src/bench/arrivals/arrivals.ts";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import { clientOf, loadSettings, measuredSeconds, rateOf, usPerOp } from "../../../../src/bench/result/client-side.ts";
import { SelfTotals } from "../../../../src/bench/result/self-totals.ts";
import { Histogram } from "../../../../src/stats/histogram.ts";
import { testReport } from "../../../support/bench-facts.ts";
import { testPlan } from "../../../support/bench-plan.ts";

const PLAN = testPlan({ kind: "tcp", host: "127.0.0.1", port: 1, tls: false });
const OPEN = { ...PLAN, arrivals: { kind: "constant", stages: constantStages(10) } } as const;

function selfWith(fill: (self: SelfRecorder) => void): SelfTotals {
  const self = new SelfRecorder();
  fill(self);
  const totals = new SelfTotals();
  totals.add(self.take(Histogram.create()));
  return totals;
}

test("settings: no more threads than connections, and what is unlimited is null", () => {
  assert.deepEqual(loadSettings({ ...PLAN, threads: 9 }), {
    loop: "closed",
    stages: null,
    connections: 4,
    threads: 4,
    pipeline: 4,
    warmup: "none",
    durationSeconds: null,
  });
  const open = loadSettings({ ...OPEN, warmup: { kind: "flat" }, measure: { kind: "duration", durationMs: 1500 } });
  assert.deepEqual(
    [open.loop, open.stages, open.warmup, open.durationSeconds],
    ["constant", [{ durationSeconds: null, fromRate: 10, toRate: 10 }], "auto", 1.5],
  );
});

test("an open loop's time is that of its schedule, unless it ended earlier or counts requests", () => {
  const measure = { kind: "duration", durationMs: 2000 } as const;
  assert.equal(measuredSeconds({ ...OPEN, measure }, 7), 2);
  assert.equal(measuredSeconds({ ...OPEN, measure }, 1.5), 1.5);
  assert.equal(measuredSeconds(OPEN, 7), 7);
  assert.equal(measuredSeconds({ ...PLAN, measure }, 7), 7);
});

test("rates of an open loop", () => {
  const self = selfWith((one) => {
    one.due = 40;
    one.sent = 30;
    one.blocked = 10;
  });
  const rate = rateOf(self, 20, 2);
  assert.deepEqual(
    [rate.offeredPerSecond, rate.sentPerSecond, rate.achievedPerSecond, rate.blockedRatio],
    [20, 15, 10, 0.25],
  );
  assert.equal(rateOf(new SelfTotals(), 0, 2).blockedRatio, null);
});

test("CPU time of an operation, where it is known", () => {
  assert.deepEqual([usPerOp(3, 1000), usPerOp(undefined, 1000), usPerOp(3, 0)], [3, null, null]);
});

test("the client: each thread by itself, and all together; a thread that never ended has no ratios", () => {
  const selves = [5, 7].map((stallMs) => selfWith((self) => self.countStall(stallMs)));
  const facts = { selves, reports: [testReport()], cpuMs: 4, requests: 1000, untimedReplies: 3, isPaced: false };
  const client = clientOf(facts);
  assert.deepEqual(
    [client.usPerOp, client.ownDelay, client.stalls, client.stallMsMax, client.untimedReplies],
    [4, null, 2, 7, 3],
  );
  assert.deepEqual(
    client.threads.map(({ cpuRatio, waitedForCpuRatio, busyRatio }) => [cpuRatio, waitedForCpuRatio, busyRatio]),
    [
      [0.5, 0.01, 0.5],
      [null, null, null],
    ],
  );
  assert.equal(clientOf({ ...facts, isPaced: true }).ownDelay?.count, 0);
});
