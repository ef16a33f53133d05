/**
 * Whether the load generator's memory grows with a run: its resident set while it makes very many requests, sampled from /proc. A hundred
 * million requests are what an hour at 28,000/s makes.
 *
 *   npm run build && node dist/test/perf/bench-memory.js [requests=100M] [extra bench options...]
 */
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { startMemcached } from "../support/memcached.ts";
import { spawnCli } from "../support/run-cli.ts";

const SAMPLE_MS = 2000;
/** The first samples are start, populating and warming up of the compiler: growth is counted from here on. */
const SETTLED_SAMPLES = 5;

const [requests = "100M", ...extra] = process.argv.slice(2);

/** Resident set of a process in MiB; undefined once it has ended. */
async function residentMib(pid: number): Promise<number | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, "latin1");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

const server = await startMemcached({ args: ["-t", "1", "-m", "1024", "-R", "500"] });
const { target } = server;
const address = "port" in target ? `127.0.0.1:${target.port}` : target.path;
const load = ["-t", "1", "-P", "32", "--keys", "1000", "--ratio", "1:9", "--requests", requests, ...extra];
const child = spawnCli(["bench", address, ...load]);
child.stdout.pipe(process.stdout);
child.stderr.resume();
const samples: number[] = [];
let hasEnded = false;
child.once("close", () => {
  hasEnded = true;
});
while (!hasEnded) {
  await sleep(SAMPLE_MS);
  const mib = await residentMib(child.pid ?? 0);
  if (mib !== undefined && !Number.isNaN(mib)) {
    samples.push(mib);
  }
}
await server.stop();
const settled = samples.slice(SETTLED_SAMPLES);
const quarter = Math.max(1, Math.floor(settled.length / 4));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
process.stdout.write(
  `resident set in MiB, a sample each ${SAMPLE_MS / 1000} s: ${settled.map((mib) => mib.toFixed(0)).join(" ")}\n` +
    `mean of the first quarter ${mean(settled.slice(0, quarter)).toFixed(1)}, of the last ${mean(settled.slice(-quarter)).toFixed(1)}, most ${Math.max(...settled).toFixed(1)}\n`,
);
