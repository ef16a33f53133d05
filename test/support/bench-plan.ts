/** Plans and engines for tests of the load generator: small, and told what differs from the usual. */
import type { Address } from "../../src/base/address.ts";
import type { BenchPlan } from "../../src/bench/plan.ts";
import { parseTtls } from "../../src/bench/workload/ttls.ts";
import { parseValueSizes } from "../../src/bench/workload/value-sizes.ts";
import type { Workload } from "../../src/bench/workload/workload.ts";
import { parseClient } from "../../src/cluster/ring/clients.ts";

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
    keyLengths: undefined,
    valueSizes: parseValueSizes("10"),
    ttls: parseTtls("0"),
    compressibility: 0,
    verifyRun: undefined,
    cacheAside: undefined,
    keysPerMget: 3,
    seed: 1,
    ...changes,
  };
}

/** A plan of 1000 requests on 4 connections in a closed loop. Time-outs are far away: what is to time out sets its own. */
export function testPlan(address: Address, changes: Partial<BenchPlan> = {}): BenchPlan {
  return {
    addresses: [address],
    protocol: "text",
    arrivals: { kind: "closed" },
    lowCpu: false,
    threads: 1,
    connections: 4,
    pipeline: 4,
    workload: testWorkload(),
    populate: true,
    warmup: { kind: "none" },
    tls: undefined,
    placement: parseClient("ketama"),
    connectRate: Number.POSITIVE_INFINITY,
    reconnects: false,
    requestsPerConnection: Number.POSITIVE_INFINITY,
    thresholds: [],
    measure: { kind: "requests", requestCount: 1000 },
    connectTimeoutMs: 30_000,
    stallTimeoutMs: 30_000,
    ...changes,
  };
}
