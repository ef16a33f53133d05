/** thread-cpu: the CPU time of a thread grows with its work and not with the work of others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { threadCpuMs } from "../../../src/bench/thread-cpu.ts";

test("CPU time never falls, and is known on Linux", () => {
  const before = threadCpuMs();
  let sum = 0;
  for (let index = 0; index < 20_000_000; index++) {
    sum += index;
  }
  const after = threadCpuMs();
  assert.ok(sum > 0);
  assert.equal(before !== undefined, process.platform === "linux" || "threadCpuUsage" in process);
  assert.ok(before === undefined || (after !== undefined && after > before));
});
