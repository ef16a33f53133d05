/** validity: each rule holds up to its boundary and breaks beyond it; a slow server breaks none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import { invalidReasons, STALL_MS_INVALID } from "../../../../src/bench/result/validity.ts";
import { recorderWith, totalsWith } from "../../../support/bench-facts.ts";
import { histogramOf, type Recorded } from "../../../support/histograms.ts";

interface Facts {
  readonly fill?: (self: SelfRecorder) => void;
  readonly response?: Recorded;
  readonly requests?: number;
  readonly untimedReplies?: number;
}

function reasons({ fill, response, requests = 100_000, untimedReplies = 0 }: Facts): string[] {
  const { self } = totalsWith([recorderWith([])], fill);
  return invalidReasons({
    self,
    response: response === undefined ? undefined : histogramOf(response),
    requests,
    untimedReplies,
    waitedForCpuRatio: undefined,
  });
}

/** Own delays of so many ns, so many times. */
function late(...delays: readonly (readonly [ns: number, count: number])[]): (self: SelfRecorder) => void {
  return (self) => {
    self.due = delays.reduce((sum, [, count]) => sum + count, 0);
    for (const [ns, count] of delays) {
      self.ownDelay.record(ns, count);
    }
  };
}

test("nothing to blame the client for: valid, however slow the server", () => {
  assert.deepEqual(reasons({}), []);
  const blocked = (self: SelfRecorder): void => {
    late([2000, 100])(self);
    self.blocked = 100;
  };
  assert.deepEqual(reasons({ fill: blocked, response: [[10e9, 100]] }), []);
});

test("lateness of our own: above a millisecond, and more than a tenth of the same percentile of the response time", () => {
  const check = (ownNs: number, responseNs: number): boolean =>
    reasons({ fill: late([ownNs, 1000]), response: [[responseNs, 1000]] }).length === 0;
  assert.deepEqual([check(1_000_000, 1_000_001), check(1_001_000, 1_001_001)], [true, false]);
  assert.deepEqual([check(5_000_000, 50_000_000), check(5_100_000, 50_000_000)], [true, false]);
});

test("... at any percentile up to p99; the reason names the highest one that breaks it", () => {
  const response: Recorded = [[20_000_000, 1000]];
  assert.deepEqual(reasons({ fill: late([1000, 991], [15e6, 9]), response }), []);
  const [tail = ""] = reasons({ fill: late([1000, 985], [15e6, 15]), response });
  assert.match(tail, /^the client sent late: p99 of its own delay is 15 ms, where p99 of the response time is 20 ms/);
  const [middle = ""] = reasons({
    fill: late([15e6, 1000]),
    response: [
      [20e6, 600],
      [10e9, 400],
    ],
  });
  assert.match(middle, /^the client sent late: p50 of its own delay/);
  const [all = ""] = reasons({ fill: late([15e6, 1000]), response });
  assert.match(all, /^the client sent late: p99 of its own delay/);
});

test("a closed loop has no lateness", () => {
  assert.deepEqual(reasons({ fill: late([9e9, 1000]) }), []);
});

test("a load thread that was away for half a second", () => {
  const stalled = (ms: number): string[] => reasons({ fill: (self) => self.countStall(ms) });
  assert.deepEqual(stalled(STALL_MS_INVALID - 1), []);
  assert.match(stalled(STALL_MS_INVALID)[0] ?? "", /^a load thread stood still for 500 ms/);
});

test("requests that the client did not get to: a thousandth of what came due", () => {
  const skipped = (count: number): string[] =>
    reasons({
      fill: (self) => {
        self.due = 10_000;
        self.skipped = count;
      },
    });
  assert.deepEqual(skipped(10), []);
  assert.match(skipped(11)[0] ?? "", /^11 requests came due that the client did not get to at all/);
});

test("replies without a known time: a hundredth, and only in an open loop", () => {
  const untimed = (untimedReplies: number, response: Recorded | undefined): string[] =>
    reasons({ requests: 5000, untimedReplies, ...(response === undefined ? {} : { response }) });
  assert.deepEqual(untimed(50, [[1e6, 5000]]), []);
  assert.match(untimed(51, [[1e6, 5000]])[0] ?? "", /^1 % of the replies were read after pauses/);
  assert.deepEqual(untimed(5000, undefined), []);
});

test("several reasons, the gravest first", () => {
  const fill = (self: SelfRecorder): void => {
    late([9e6, 100])(self);
    self.skipped = 50;
    self.countStall(900);
  };
  const all = reasons({ fill, response: [[10e6, 100]], requests: 100, untimedReplies: 100 });
  assert.deepEqual(
    all.map((reason) => /stood still|did not get to|sent late|pauses of the client/.exec(reason)?.[0]),
    ["stood still", "did not get to", "sent late", "pauses of the client"],
  );
});
