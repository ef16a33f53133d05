/**
 * memtool serve against the real memcached on the same load, in alternating pairs. Prints, for each pipeline depth, rate,
 * latency, hit rate, and CPU time of server and client per operation, and the ratio of the servers' CPU pair by pair.
 *
 *   npm run build && node dist/test/perf/server.js [pairs=5] [seconds=4] [threads=1] [pipelines=1,32] [extra bench options...]
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { spread } from "./spread.ts";

const MEMTOOL = fileURLToPath(new URL("../../../bin/memtool.js", import.meta.url));
const run = promisify(execFile);

const [pairs = "5", seconds = "4", threads = "1", pipelines = "1,32", ...extra] = process.argv.slice(2);

/** What is read of `memtool bench --json`. */
interface Measured {
  readonly total: { readonly opsPerSecond: number; readonly hitRate: number; readonly service: Latency };
  readonly client: { readonly usPerOp: number };
  readonly servers: readonly [{ readonly usPerOp: number }];
}

interface Latency {
  readonly p50Us: number;
  readonly p99Us: number;
}

async function bench(server: ServerProcess, pipeline: string): Promise<Measured> {
  const { target } = server;
  const address = "path" in target ? target.path : `${target.host}:${target.port}`;
  const args = ["bench", address, "--threads", "1", "--pipeline", pipeline, "--duration", `${seconds}s`, "--json"];
  const { stdout } = await run(process.execPath, [MEMTOOL, ...args, ...extra], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Measured;
}

function report(name: string, runs: readonly Measured[]): void {
  const of = (pick: (measured: Measured) => number): number[] => runs.map(pick);
  process.stdout.write(
    `  ${name.padEnd(10)} ops/s ${spread(
      of((r) => r.total.opsPerSecond),
      0,
    )}, p50 ${spread(
      of((r) => r.total.service.p50Us),
      0,
    )} us, p99 ${spread(
      of((r) => r.total.service.p99Us),
      0,
    )} us, hit rate ${spread(
      of((r) => r.total.hitRate),
      4,
    )},\n${" ".repeat(13)}CPU us/op: server ${spread(
      of((r) => r.servers[0].usPerOp),
      3,
    )}, client ${spread(
      of((r) => r.client.usPerOp),
      3,
    )}\n`,
  );
}

async function compare(memcached: ServerProcess, memtool: ServerProcess, pipeline: string): Promise<void> {
  const theirs: Measured[] = [];
  const ours: Measured[] = [];
  for (let pair = 0; pair < Number(pairs); pair++) {
    const memcachedFirst = pair % 2 === 0;
    for (const turn of memcachedFirst ? ["theirs", "ours"] : ["ours", "theirs"]) {
      if (turn === "theirs") {
        theirs.push(await bench(memcached, pipeline));
      } else {
        ours.push(await bench(memtool, pipeline));
      }
    }
  }
  process.stdout.write(`pipeline ${pipeline}, ${pairs} pairs of ${seconds} s, server threads ${threads}\n`);
  report("memcached", theirs);
  report("memtool", ours);
  const ratios = ours.map(
    (measured, pair) => measured.servers[0].usPerOp / (theirs[pair]?.servers[0].usPerOp ?? Number.NaN),
  );
  process.stdout.write(`  server CPU per operation, memtool / memcached: ${spread(ratios, 2)}\n`);
}

const memcached = await startMemcached({ args: ["-t", threads, "-m", "1024", "-R", "200"] });
const memtool = await startMemtool({ args: ["-t", threads, "-m", "1024"] });
try {
  for (const pipeline of pipelines.split(",")) {
    await compare(memcached, memtool, pipeline);
  }
} finally {
  await memcached.stop();
  await memtool.stop();
}
