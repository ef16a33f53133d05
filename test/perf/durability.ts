/**
 * What keeping items on disk costs: the same sets against a server without, with `async`, with `sync`, and encrypted, one after the other
 * in rounds. Prints rate, CPU time of the server per operation until all of it is on disk, its memory, the size on disk, and how long
 * reading back takes after a restart; and the CPU as a ratio to the server without, round by round.
 *
 *   npm run build && node dist/test/perf/durability.js [rounds=5] [items=1M] [connections=8] [pipeline=32] [extra bench options...]
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { MEMTOOL_PROGRAM, startMemtool } from "../support/memtool-server.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { persistCounter } from "../support/stored-on-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { spread } from "./spread.ts";

const [rounds = "5", items = "1M", connections = "8", pipeline = "32", ...extra] = process.argv.slice(2);
const MIB = 1024 * 1024;
const SERVER_ARGS = ["-t", "1", "-m", "1024"];
const PATIENCE_MS = 300_000;
const POLL_MS = 20;
const run = promisify(execFile);

const keyFile = join(temporaryFolder("durability-key-"), "key");
writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });

/** The ways there are, the one without first. */
const MODES = {
  none: [],
  async: ["--durability", "async"],
  sync: ["--durability", "sync"],
  encrypted: ["--durability", "async", "--encryption-key-file", keyFile],
} as const;

type Mode = keyof typeof MODES;

interface Measured {
  readonly opsPerSecond: number;
  readonly p99Us: number;
  readonly usPerOp: number;
  readonly residentMib: number;
  readonly diskMib: number;
  readonly recoverySeconds: number;
  readonly recoveryCpuSeconds: number;
}

interface BenchReport {
  readonly total: {
    readonly requests: number;
    readonly opsPerSecond: number;
    readonly service: { readonly p99Us: number };
  };
}

async function load(server: ServerProcess): Promise<BenchReport> {
  const args = ["bench", addressOf(server), "-t", "1", "-c", connections, "-P", pipeline, "--requests", items];
  const workload = ["--keys", items, "--distribution", "sequential", "--value-size", "100", "--ratio", "set=1"];
  const { stdout } = await run(
    process.execPath,
    [MEMTOOL_PROGRAM, ...args, ...workload, "--no-populate", "--json", ...extra],
    {
      maxBuffer: 64 * MIB,
    },
  );
  return JSON.parse(stdout) as BenchReport;
}

async function awaitDone(isDone: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (Date.now() > deadline) {
      throw new Error("the server is busy with its disk for ever");
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function folderMib(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / MIB;
}

async function measure(mode: Mode): Promise<Measured> {
  const folder = temporaryFolder("durability-perf-");
  const args = [...SERVER_ARGS, ...(mode === "none" ? [] : ["--persistence-dir", folder, ...MODES[mode]])];
  const server = await startMemtool({ args });
  const before = server.schedule.ranNs;
  const { total } = await load(server);
  if (mode !== "none") {
    await awaitDone(async () => (await persistCounter(server, "persist_pending")) === 0);
  }
  const usPerOp = (server.schedule.ranNs - before) / 1000 / total.requests;
  const residentMib = server.residentBytes / MIB;
  await server.stop();
  const recovery =
    mode === "none" ? { seconds: Number.NaN, cpuSeconds: Number.NaN } : await recover(args, total.requests);
  return {
    opsPerSecond: total.opsPerSecond,
    p99Us: total.service.p99Us,
    usPerOp,
    residentMib,
    diskMib: folderMib(folder),
    recoverySeconds: recovery.seconds,
    recoveryCpuSeconds: recovery.cpuSeconds,
  };
}

async function recover(args: readonly string[], count: number): Promise<{ seconds: number; cpuSeconds: number }> {
  const server = await startMemtool({ args });
  await awaitDone(async () => (await persistCounter(server, "persist_recovery_us")) > 0);
  const cpuSeconds = server.schedule.ranNs / 1e9;
  const recovered = await persistCounter(server, "persist_recovered");
  const seconds = (await persistCounter(server, "persist_recovery_us")) / 1e6;
  await server.stop();
  if (recovered !== count) {
    throw new Error(`${recovered} of ${count} items came back`);
  }
  return { seconds, cpuSeconds };
}

const results = new Map<Mode, Measured[]>();
const modes = Object.keys(MODES) as Mode[];
for (let round = 0; round < Number(rounds); round++) {
  for (const mode of round % 2 === 0 ? modes : modes.toReversed()) {
    const measured = await measure(mode);
    results.set(mode, [...(results.get(mode) ?? []), measured]);
  }
}
const plain = results.get("none") ?? [];
for (const mode of modes) {
  const runs = results.get(mode) ?? [];
  const of = (name: keyof Measured, digits: number): string =>
    spread(
      runs.map((measured) => measured[name]),
      digits,
    );
  const ratios = runs.map(({ usPerOp }, round) => usPerOp / (plain[round]?.usPerOp ?? Number.NaN));
  process.stdout.write(
    `${mode.padEnd(10)} sets/s ${of("opsPerSecond", 0)}, p99 ${of("p99Us", 0)} us, server CPU us/op ${of("usPerOp", 2)}, ratio ${spread(ratios, 2)}, RSS MiB ${of("residentMib", 0)}\n`,
  );
  if (mode !== "none") {
    process.stdout.write(
      `${" ".repeat(11)}on disk MiB ${of("diskMib", 0)}, read back in s ${of("recoverySeconds", 2)}, CPU s until then ${of("recoveryCpuSeconds", 2)}\n`,
    );
  }
}
