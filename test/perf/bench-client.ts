/**
 * What the load generator itself costs: CPU time of this process per operation, without and with pipelining, against a server in
 * another process. Run it after `npm run build`, with the address of a running server:
 *
 *   memcached -l 127.0.0.1 -p 11300 -R 500 & node dist/test/perf/bench-client.js 127.0.0.1:11300
 */
import { parseAddress } from "../../src/base/address.ts";
import { systemClock } from "../../src/base/clock.ts";
import { LoadEngine } from "../../src/bench/load/engine.ts";
import { SharedMoment } from "../../src/bench/load/shared-moment.ts";
import type { BenchPlan } from "../../src/bench/plan.ts";
import { PhaseTotals } from "../../src/bench/result/phase-totals.ts";
import { countOutcomes, mergedHistogram } from "../../src/bench/result/summarize.ts";
import { parseDistribution } from "../../src/bench/workload/keyspace.ts";
import { parseTtls } from "../../src/bench/workload/ttls.ts";
import { parseValueSizes } from "../../src/bench/workload/value-sizes.ts";
import { parseClient } from "../../src/cluster/ring/clients.ts";

const [address = "127.0.0.1:11211", seconds = "2", rounds = "3", distribution = "uniform"] = process.argv.slice(2);

function planFor(pipeline: number): BenchPlan {
  return {
    addresses: [parseAddress(address)],
    protocol: "text",
    arrivals: { kind: "closed" },
    lowCpu: false,
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
      keyLengths: undefined,
      valueSizes: parseValueSizes("100"),
      ttls: parseTtls("0"),
      compressibility: 0,
      verifyRun: undefined,
      cacheAside: undefined,
      keysPerMget: 10,
      seed: 1,
    },
    populate: true,
    warmup: { kind: "none" },
    tls: undefined,
    placement: parseClient("ketama"),
    connectRate: Number.POSITIVE_INFINITY,
    reconnects: false,
    requestsPerConnection: Number.POSITIVE_INFINITY,
    thresholds: [],
    measure: { kind: "duration", durationMs: Number(seconds) * 1000 },
    connectTimeoutMs: 5000,
    stallTimeoutMs: 5000,
  };
}

async function measure(pipeline: number): Promise<string> {
  const plan = planFor(pipeline);
  const engine = new LoadEngine(
    { plan, thread: 0, threads: 1, versions: undefined, loads: undefined, lastSent: SharedMoment.create() },
    systemClock,
  );
  await engine.connect();
  await engine.run({ kind: "populate" }, () => {});
  await engine.run({ kind: "warmup", end: { kind: "duration", durationMs: 300 } }, () => {});
  const before = process.cpuUsage();
  const totals = new PhaseTotals(1, 1);
  const report = await engine.run({ kind: "measure", end: plan.measure }, (interval) => totals.add(0, interval));
  totals.add(0, report.last);
  const used = process.cpuUsage(before);
  engine.close();
  const { hit, miss: misses } = countOutcomes(totals.servers);
  const operations = hit + misses;
  const [p50 = 0, p99 = 0] = mergedHistogram(totals.servers, ["get"], ["hit"], "service").percentilesNs([50, 99]);
  const cpu = ((used.user + used.system) / operations).toFixed(3);
  const rate = Math.round((operations / (report.endedMs - report.startedMs)) * 1000);
  return `pipeline ${pipeline}: ${cpu} us CPU/op (user ${(used.user / operations).toFixed(3)}), ${rate} ops/s, p50 ${p50 / 1000} us, p99 ${p99 / 1000} us, misses ${misses}`;
}

for (let round = 0; round < Number(rounds); round++) {
  for (const pipeline of [1, 32]) {
    process.stdout.write(`${await measure(pipeline)}\n`);
  }
}
