/**
 * How much longer than bare Node memtool's short commands take: pairs of `node -e 0` and the command, in turns, so that what else the
 * machine does falls on both alike. What counts is the median of the differences within a pair.
 * Run it with `node dist/test/perf/startup.js [pairs]`; it starts a server of its own (memcached if it is installed). The prompt of
 * `memtool repl` needs a terminal, which `script` of util-linux gives it: what is timed is from the start to the first byte of the prompt,
 * and to the moment at which keys are read (bracketed paste is switched on). Both are compared with `node -e 0` under `script`.
 */
import { spawn, spawnSync } from "node:child_process";
import { startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { findProgram } from "../support/requirement.ts";
import { MEMTOOL_PATH } from "../support/run-cli.ts";

const TURNS_DEFAULT = 20;
const scriptPath = findProgram("script");

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

/** Time until the output of a program on a terminal holds each of `marks`; it is ended behind the last one by Ctrl-D. */
async function timesOnTerminal(args: readonly string[], marks: readonly string[]): Promise<number[]> {
  const start = performance.now();
  const command = [process.execPath, ...args].map((word) => `'${word}'`).join(" ");
  const env = { ...process.env, TERM: "xterm-256color", MEMTOOL_HISTORY: "" };
  const child = spawn(scriptPath ?? "", ["-qec", `stty cols 80 rows 24; exec ${command}`, "/dev/null"], { env });
  const times: number[] = [];
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString("latin1");
    while (times.length < marks.length && output.includes(marks[times.length] ?? "")) {
      times.push(performance.now() - start);
    }
    if (times.length === marks.length) {
      child.stdin.end("\x04");
    }
  });
  await new Promise((resolve) => child.once("close", resolve));
  return marks.length === 0 ? [performance.now() - start] : times;
}

/** How much later than the end of bare Node the prompt is seen, and takes keys. */
async function measurePrompt(turns: number): Promise<void> {
  const bare: number[] = [];
  const seen: number[] = [];
  const usable: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const [bareMs = Number.NaN] = await timesOnTerminal(["-e", "0"], []);
    const [seenMs, usableMs] = await timesOnTerminal([MEMTOOL_PATH, "repl", address], [`${address}> `, "\x1b[?2004h"]);
    bare.push(bareMs);
    seen.push((seenMs ?? Number.NaN) - bareMs);
    usable.push((usableMs ?? Number.NaN) - bareMs);
  }
  process.stdout.write(line("node -e 0 on a terminal", bare));
  process.stdout.write(line("memtool repl: the prompt is seen later by", seen));
  process.stdout.write(line("memtool repl: keys are read later by", usable));
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function line(name: string, values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const shown = [0.5, 0.25, 0.75, 0, 1].map((part) => quantile(sorted, part).toFixed(1).padStart(7));
  return `${name.padEnd(46)} ${shown[0]} ms   (quartiles ${shown[1]}, ${shown[2]}; from ${shown[3]} to ${shown[4]})\n`;
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
if (scriptPath === undefined) {
  process.stdout.write("the prompt is not measured: script (util-linux) is not installed\n");
} else {
  await measurePrompt(turns);
}
await server.stop("SIGKILL");
