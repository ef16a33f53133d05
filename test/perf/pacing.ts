/**
 * How evenly the open loop sends: coefficient of variation of the gaps, as requests were due and as they were sent, and how late they were through
 * the client itself, at several rates.
 *
 *   npm run build && node dist/test/perf/pacing.js [seconds=4] [extra bench options...]
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { BenchResult } from "../../src/bench/result/document.ts";
import { startMemcached } from "../support/memcached.ts";
import { MEMTOOL_PATH } from "../support/run-cli.ts";

const [seconds = "4", ...extra] = process.argv.slice(2);

/** A run that is INVALID ends with exit code 1 and has a document too. */
async function bench(address: string, load: readonly string[]): Promise<BenchResult> {
  const args = [MEMTOOL_PATH, "bench", address, "-t", "1", "--duration", `${seconds}s`, ...load, ...extra, "--json"];
  const settings = { maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, args, settings).catch(
    (error: { stdout: string }) => error,
  );
  return JSON.parse(stdout) as BenchResult;
}

const server = await startMemcached({ args: ["-t", "1", "-m", "1024", "-R", "500"] });
const { target } = server;
const address = "port" in target ? `127.0.0.1:${target.port}` : target.path;
try {
  for (const arrivals of ["constant", "poisson"]) {
    for (const rate of ["1k", "10k", "50k"]) {
      const { rate: reached, client, valid } = await bench(address, ["--rate", rate, "--arrivals", arrivals]);
      const [due, sent] = [reached?.intendedVariation, reached?.sentVariation].map((value) => value?.toFixed(3));
      const { p50Us, p99Us, p999Us } = client.ownDelay ?? {};
      process.stdout.write(
        `${arrivals.padEnd(8)} ${rate.padStart(3)}/s: variation as due ${due}, as sent ${sent}; own delay p50 ${p50Us} us, p99 ${p99Us} us, p99.9 ${p999Us} us; ${valid ? "valid" : "INVALID"}\n`,
      );
    }
  }
} finally {
  await server.stop();
}
