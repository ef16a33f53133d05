/** phase-totals: by server over all threads, by thread over all servers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SelfRecorder } from "../../../../src/bench/load/self-recorder.ts";
import { PhaseTotals, threadCpuMs } from "../../../../src/bench/result/phase-totals.ts";
import { countOutcomes } from "../../../../src/bench/result/summarize.ts";
import { Histogram } from "../../../../src/stats/histogram.ts";
import { recorderWith, testReport } from "../../../support/bench-facts.ts";

test("intervals of all threads add up, by server and by thread", () => {
  const totals = new PhaseTotals(2, 2);
  for (const [thread, hits, misses] of [
    [0, 1, 10],
    [1, 2, 20],
    [0, 4, 40],
  ] as const) {
    const self = new SelfRecorder();
    self.due = hits + misses;
    const servers = [recorderWith([["get", "hit", 1, hits]]), recorderWith([["get", "miss", 1, misses]])];
    totals.add(thread, {
      interval: 0,
      servers: servers.map((server) => server.take()),
      self: self.take(Histogram.create()),
      inFlight: 0,
    });
  }
  const counts = totals.servers.map((server) => countOutcomes([server]));
  assert.deepEqual([counts[0]?.hit, counts[0]?.miss, counts[1]?.hit, counts[1]?.miss], [7, 0, 0, 70]);
  assert.deepEqual([...totals.threads.map(({ due }) => due), totals.self.due], [55, 22, 77]);
});

test("CPU time of all threads, unless one does not know its own", () => {
  const known = testReport({ usage: { cpuMs: 30, waitedMs: undefined } });
  assert.equal(threadCpuMs([known, known]), 60);
  assert.equal(threadCpuMs([known, testReport({ usage: { cpuMs: undefined, waitedMs: 1 } })]), undefined);
});
