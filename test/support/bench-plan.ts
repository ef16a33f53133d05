/** Plans and engines for tests of the load generator: small, and told what differs from the usual. */

import type { Address } from "../../src/base/address.ts";
import type { BenchPlan } from "../../src/bench/plan.ts";
import { parseValueSizes } from "../../src/bench/workload/value-sizes.ts";
import type { Workload } from "../../src/bench/workload/workload.ts";

/** A workload of ten sets to ninety gets over 100 keys. */
export function testWorkload(changes: Partial<Workload> = {}): Workload {
  return {
    mix: [
      { operation: "set", weight: 1 },
      { operation: "get", weight: 9 },
    ],
    keyCount: 100,
    keyPrefix: "k",
    distribution: { kind: "uniform" },
    valueSizes: parseValueSizes("10"),
    ttlSeconds: 0,
    seed: 1,
    ...changes,
  };
}

/** A plan of 1000 requests on 4 connections. Time-outs are far away: what is to time out sets its own. */
export function testPlan(address: Address, changes: Partial<BenchPlan> = {}): BenchPlan {
  return {
    address,
    threads: 1,
    connections: 4,
    pipeline: 4,
    workload: testWorkload(),
    populate: true,
    warmupMs: 0,
    measure: { kind: "requests", requestCount: 1000 },
    connectTimeoutMs: 30_000,
    stallTimeoutMs: 30_000,
    ...changes,
  };
}
