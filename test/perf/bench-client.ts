/**
 * What the load generator itself costs: CPU time of this process per operation, without and with pipelining, against a server in
 * another process. Run it after `npm run build`, with the address of a running server:
 *
 *   memcached -l 127.0.0.1 -p 11300 -R 500 & node dist/test/perf/bench-client.js 127.0.0.1:11300
 */

import { parseAddress } from "../../src/base/address.ts";
import { systemClock } from "../../src/base/clock.ts";
import { LoadEngine } from "../../src/bench/load-engine.ts";
import type { BenchPlan } from "../../src/bench/plan.ts";
import { Recorder } from "../../src/bench/recorder.ts";
import { parseDistribution } from "../../src/bench/workload/keyspace.ts";
import { OPERATION, OUTCOME, slotOf } from "../../src/bench/workload/operations.ts";
import { parseValueSizes } from "../../src/bench/workload/value-sizes.ts";

const [address = "127.0.0.1:11211", seconds = "2", rounds = "3", distribution = "uniform"] = process.argv.slice(2);

function planFor(pipeline: number): BenchPlan {
  return {
    address: parseAddress(address),
    threads: 1,
    connections: 50,
    pipeline,
    workload: {
      mix: [
        { operation: "set", weight: 1 },
        { operation: "get", weight: 9 },
      ],
      keyCount: 100_000,
      keyPrefix: "memtool-",
      distribution: parseDistribution(distribution),
      valueSizes: parseValueSizes("100"),
      ttlSeconds: 0,
      seed: 1,
    },
    populate: true,
    warmupMs: 0,
    measure: { kind: "duration", durationMs: Number(seconds) * 1000 },
    connectTimeoutMs: 5000,
    stallTimeoutMs: 5000,
  };
}

async function measure(pipeline: number): Promise<string> {
  const plan = planFor(pipeline);
  const engine = new LoadEngine({ plan, firstConnection: 0, connectionCount: plan.connections }, systemClock);
  await engine.connect();
  await engine.run({ kind: "populate" }, () => {});
  await engine.run({ kind: "warmup", end: { kind: "duration", durationMs: 300 } }, () => {});
  const before = process.cpuUsage();
  const report = await engine.run({ kind: "measure", end: plan.measure }, () => {});
  const used = process.cpuUsage(before);
  engine.close();
  const recorder = new Recorder();
  recorder.add(report.snapshot);
  const hits = recorder.histogram(slotOf(OPERATION.get, OUTCOME.hit));
  const stored = recorder.histogram(slotOf(OPERATION.set, OUTCOME.hit));
  const misses = recorder.histogram(slotOf(OPERATION.get, OUTCOME.miss))?.count ?? 0;
  const operations = (hits?.count ?? 0) + (stored?.count ?? 0) + misses;
  const [p50 = 0, p99 = 0] = hits?.percentilesNs([50, 99]) ?? [];
  const cpu = ((used.user + used.system) / operations).toFixed(3);
  const rate = Math.round((operations / (report.endedMs - report.startedMs)) * 1000);
  return `pipeline ${pipeline}: ${cpu} us CPU/op (user ${(used.user / operations).toFixed(3)}), ${rate} ops/s, p50 ${p50 / 1000} us, p99 ${p99 / 1000} us, misses ${misses}`;
}

for (let round = 0; round < Number(rounds); round++) {
  for (const pipeline of [1, 32]) {
    process.stdout.write(`${await measure(pipeline)}\n`);
  }
}
