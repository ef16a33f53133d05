/**
 * Much more on disk than in memory: hit rate and latency of gets that are mostly on disk, and what they do to the gets of a few keys that
 * stay in memory, which run at a fixed rate before and meanwhile.
 *
 *   npm run build && node dist/test/perf/read-through.js [rounds=3] [seconds=5] [items=1M] [valueBytes=1000] [rate=2k]
 *
 * With the defaults 1 GiB is on disk behind 64 MiB of memory.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { MEMTOOL_PROGRAM, startMemtool } from "../support/memtool-server.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { persistCounter } from "../support/stored-on-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { spread } from "./spread.ts";

const [rounds = "3", seconds = "5", items = "1M", valueBytes = "1000", rate = "2k"] = process.argv.slice(2);
const MIB = 1024 * 1024;
const HOT_KEYS = "1000";
const run = promisify(execFile);

interface Report {
  readonly total: {
    readonly opsPerSecond: number;
    readonly hitRate: number;
    readonly service: { readonly p50Us: number; readonly p99Us: number; readonly maxUs: number };
  };
}

async function bench(server: ServerProcess, ...args: string[]): Promise<Report> {
  const command = [
    MEMTOOL_PROGRAM,
    "bench",
    addressOf(server),
    "-t",
    "1",
    "--value-size",
    valueBytes,
    "--json",
    ...args,
  ];
  // A rate that the machine can't keep up with is told by exit code 1, and what was measured is printed all the same.
  const { stdout } = await run(process.execPath, command, { maxBuffer: 64 * MIB }).catch(
    (error) => error as { stdout: string },
  );
  return JSON.parse(stdout) as Report;
}

function hot(server: ServerProcess): Promise<Report> {
  const load = ["--ratio", "get=1", "--rate", rate, "--low-cpu", "-c", "4", "--duration", `${seconds}s`];
  return bench(server, "--key-prefix", "hot:", "--keys", HOT_KEYS, ...load);
}

function cold(server: ServerProcess): Promise<Report> {
  const load = ["--ratio", "get=1", "-c", "16", "--distribution", "uniform", "--duration", `${seconds}s`];
  return bench(server, "--key-prefix", "cold:", "--keys", items, "--no-populate", ...load);
}

function print(name: string, reports: readonly Report[]): void {
  const of = (pick: (total: Report["total"]) => number, digits = 0): string =>
    spread(
      reports.map(({ total }) => pick(total)),
      digits,
    );
  const hits = of(({ hitRate }) => hitRate, 4);
  const [p50, p99, max] = [of((t) => t.service.p50Us), of((t) => t.service.p99Us), of((t) => t.service.maxUs)];
  process.stdout.write(`${name}: gets/s ${of((t) => t.opsPerSecond)}, hit rate ${hits}\n`);
  process.stdout.write(`    p50 ${p50} us, p99 ${p99} us, max ${max} us\n`);
}

const folder = temporaryFolder("read-through-");
const server = await startMemtool({ args: ["-t", "1", "-m", "64", "--persistence-dir", folder] });
try {
  await bench(
    server,
    "--key-prefix",
    "cold:",
    "--keys",
    items,
    "-P",
    "32",
    "-c",
    "8",
    "--ratio",
    "set=1",
    "--distribution",
    "sequential",
    "--requests",
    items,
    "--no-populate",
  );
  const [alone, beside, fromDisk]: [Report[], Report[], Report[]] = [[], [], []];
  for (let round = 0; round < Number(rounds); round++) {
    alone.push(await hot(server));
    const [hotReport, coldReport] = await Promise.all([hot(server), cold(server)]);
    beside.push(hotReport);
    fromDisk.push(coldReport);
  }
  print("memory hits alone", alone);
  print("memory hits, disk reads beside", beside);
  print("gets of everything", fromDisk);
  const [reads, hits] = [
    await persistCounter(server, "persist_reads"),
    await persistCounter(server, "persist_read_hits"),
  ];
  process.stdout.write(
    `${reads} reads of the disk, ${hits} found; resident ${(server.residentBytes / MIB).toFixed(0)} MiB\n`,
  );
} finally {
  await server.stop();
}
