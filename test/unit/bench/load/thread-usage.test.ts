/** thread-usage: the CPU time of a thread grows with its work. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { threadUsage } from "../../../../src/bench/load/thread-usage.ts";

test("CPU time grows with work, is known on Linux, and is counted from where one says", () => {
  const before = threadUsage();
  let sum = 0;
  for (let index = 0; index < 20_000_000; index++) {
    sum += index;
  }
  const since = threadUsage(before);
  const after = threadUsage();
  assert.ok(sum > 0);
  assert.equal(before.cpuMs !== undefined, process.platform === "linux" || "threadCpuUsage" in process);
  if (before.cpuMs !== undefined) {
    assert.ok(since.cpuMs !== undefined && since.cpuMs > 0);
    assert.ok(after.cpuMs !== undefined && after.cpuMs >= before.cpuMs + since.cpuMs);
  }
});

test("waiting for a CPU never falls, and is known on Linux", () => {
  const before = threadUsage();
  assert.equal(before.waitedMs !== undefined, process.platform === "linux");
  assert.ok(before.waitedMs === undefined || (threadUsage(before).waitedMs ?? -1) >= 0);
});
