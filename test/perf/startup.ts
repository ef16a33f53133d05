/**
 * How much longer than bare Node memtool's short commands take: pairs of `node -e 0` and the command, in turns, so that what else the
 * machine does falls on both alike. What counts is the median of the differences within a pair.
 * Run it with `node dist/test/perf/startup.js [pairs]`; it starts a server of its own (memcached if it is installed).
 */
import { spawnSync } from "node:child_process";
import { startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { findProgram } from "../support/requirement.ts";
import { MEMTOOL_PATH } from "../support/run-cli.ts";

const TURNS_DEFAULT = 20;

const server = await (findProgram("memcached") === undefined ? startMemtool() : startMemcached());
const { target } = server;
const address = "port" in target ? `${target.host}:${target.port}` : target.path;

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  "memtool --version": ["--version"],
  "memtool get k": ["get", "k", "-s", address],
  "memtool set k v": ["set", "k", "v", "-s", address],
  "memtool ping": ["ping", "-s", address],
  "memtool stats": ["stats", address],
};

function timeMs(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  if (status !== 0) {
    throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
  }
  return performance.now() - start;
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function line(name: string, values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const shown = [0.5, 0.25, 0.75].map((part) => quantile(sorted, part).toFixed(1).padStart(7));
  return `${name.padEnd(46)} ${shown[0]} ms   (quartiles ${shown[1]}, ${shown[2]})\n`;
}

const turns = Number(process.argv[2] ?? TURNS_DEFAULT);
timeMs([MEMTOOL_PATH, "set", "k", "v", "-s", address]);
const bare: number[] = [];
const extra = new Map(Object.keys(COMMANDS).map((name) => [name, [] as number[]]));
for (let turn = 0; turn < turns; turn++) {
  for (const [name, args] of Object.entries(COMMANDS)) {
    const bareMs = timeMs(["-e", "0"]);
    bare.push(bareMs);
    extra.get(name)?.push(timeMs([MEMTOOL_PATH, ...args]) - bareMs);
  }
}
process.stdout.write(`Node ${process.version}, ${turns} pairs each; medians\n${line("node -e 0", bare)}`);
for (const [name, values] of extra) {
  process.stdout.write(line(`${name}: longer by`, values));
}
await server.stop("SIGKILL");
