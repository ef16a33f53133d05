/**
 * What the load generator itself costs: CPU time of the client per operation, `memtool bench` against memcaslap (libmemcached-tools) on the same
 * load and the same memcached, in alternating pairs. 50 connections of one thread, a set to nine gets, 100-byte values.
 *
 *   npm run perf:bench -- [pairs=5] [seconds=4]
 *
 * memcaslap has no pipelining: beside memtool's `--pipeline 32` stand its gets of 32 keys in one request, which is the most it can do and
 * costs both sides less than 32 requests, so that comparison favours it. Its own TPS contains the sets before the load begins; operations are
 * counted by the server's counters here, keys of a multiget each. It runs a second or so to set up, which costs nearly no CPU.
 */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAddress } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { startMemcached } from "../support/memcached.ts";
import { MEMTOOL_PATH } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { spread } from "./spread.ts";

const run = promisify(execFile);
const [pairs = "5", seconds = "4"] = process.argv.slice(2);

/** One run. */
interface Run {
  readonly usPerOp: number;
  readonly opsPerSecond: number;
}

/** memcaslap's load: keys and values of one size, commands by their share (0 sets, 1 gets). */
const CONFIGURATION = "key\n16 16 1\nvalue\n100 100 1\ncmd\n0 0.1\n1 0.9\n";

async function operationsOf(address: string): Promise<number> {
  const client = new MemcachedClient(parseAddress(address));
  const stats = new Map([...(await client.stats())].map(({ name, value }) => [name, Number(value)]));
  await client.close();
  return (stats.get("cmd_get") ?? 0) + (stats.get("cmd_set") ?? 0);
}

/** Runs a program in a shell that tells what CPU time it took. */
async function timed(program: string, args: readonly string[]): Promise<{ stdout: string; cpuSeconds: number }> {
  const script = 'TIMEFORMAT="%U %S"; time "$@"';
  const { stdout, stderr } = await run("bash", ["-c", script, "bash", program, ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const [user = Number.NaN, system = Number.NaN] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  return { stdout, cpuSeconds: user + system };
}

async function slap(address: string, configuration: string, keysEach: number): Promise<Run> {
  const before = await operationsOf(address);
  const load = ["-T", "1", "-c", "50", "-t", `${seconds}s`, "-d", String(keysEach)];
  const { cpuSeconds } = await timed("memcaslap", ["-s", address, "-F", configuration, ...load]);
  const operations = (await operationsOf(address)) - before;
  return { usPerOp: (cpuSeconds * 1e6) / operations, opsPerSecond: operations / Number(seconds) };
}

async function bench(address: string, load: readonly string[]): Promise<Run> {
  const args = ["bench", address, "-t", "1", "--duration", `${seconds}s`, ...load, "--json"];
  const { stdout } = await run(process.execPath, [MEMTOOL_PATH, ...args], { maxBuffer: 64 * 1024 * 1024 });
  const { client, total } = JSON.parse(stdout) as {
    client: { usPerOp: number };
    total: { opsPerSecond: number };
  };
  return { usPerOp: client.usPerOp, opsPerSecond: total.opsPerSecond };
}

function report(name: string, runs: readonly Run[]): void {
  const cpu = spread(
    runs.map(({ usPerOp }) => usPerOp),
    3,
  );
  const rate = spread(
    runs.map(({ opsPerSecond }) => opsPerSecond),
    0,
  );
  process.stdout.write(`  ${name.padEnd(10)} client CPU us/op ${cpu}, ops/s ${rate}\n`);
}

async function compare(what: string, ours: () => Promise<Run>, theirs: () => Promise<Run>): Promise<void> {
  const runs = { ours: [] as Run[], theirs: [] as Run[] };
  for (let pair = 0; pair < Number(pairs); pair++) {
    for (const turn of pair % 2 === 0 ? (["theirs", "ours"] as const) : (["ours", "theirs"] as const)) {
      runs[turn].push(await (turn === "ours" ? ours() : theirs()));
    }
  }
  const ratios = runs.ours.map(({ usPerOp }, pair) => usPerOp / (runs.theirs[pair]?.usPerOp ?? Number.NaN));
  process.stdout.write(`${what}, ${pairs} pairs of ${seconds} s\n`);
  report("memcaslap", runs.theirs);
  report("memtool", runs.ours);
  process.stdout.write(`  client CPU per operation, memtool / memcaslap: ${spread(ratios, 2)}\n`);
}

const configuration = join(temporaryFolder("memtool-perf-"), "memcaslap.cfg");
await writeFile(configuration, CONFIGURATION);
const server = await startMemcached({ args: ["-t", "1", "-m", "1024", "-R", "500"] });
const { target } = server;
const address = "port" in target ? `127.0.0.1:${target.port}` : target.path;
try {
  await compare(
    "one request at a time",
    () => bench(address, []),
    () => slap(address, configuration, 1),
  );
  await compare(
    "32 at a time",
    () => bench(address, ["-P", "32"]),
    () => slap(address, configuration, 32),
  );
  const hot = await bench(address, ["-P", "32", "--ratio", "get=1", "--keys", "1000"]);
  const cpu = hot.usPerOp.toFixed(3);
  process.stdout.write(
    `gets of 1,000 keys, pipeline 32: ${hot.opsPerSecond.toFixed(0)} ops/s, client CPU ${cpu} us/op\n`,
  );
} finally {
  await server.stop();
}
