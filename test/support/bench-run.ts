/** Runs of `memtool bench` as a user starts them, and their results. */
import assert from "node:assert/strict";
import type { BenchResult } from "../../src/bench/result/document.ts";
import { type CliResult, spawnCli } from "./run-cli.ts";
import type { ServerProcess } from "./server-process.ts";

/** A server's address as bench takes it. */
export function addressOf({ target }: ServerProcess): string {
  return "port" in target ? `127.0.0.1:${target.port}` : target.path;
}

/** The document that a run with --json printed. */
export function resultOf({ stdout }: CliResult): BenchResult {
  return JSON.parse(stdout) as BenchResult;
}

/** The result of a run that came to its end. A machine too busy to run the client in time makes it not valid, and that is said. */
export function measuredOf(run: CliResult): BenchResult {
  const result = resultOf(run);
  assert.deepEqual([run.exitCode, result.complete], [result.valid ? 0 : 1, true], run.stderr);
  return result;
}

/** Starts a run with `args`, waits for a line of progress of the measured phase, then does `act`, and waits for the end. */
export async function runWhile(args: readonly string[], act: (pid: number) => unknown): Promise<CliResult> {
  const child = spawnCli(["bench", ...args]);
  const output = { stdout: "", stderr: "" };
  let acted: unknown;
  child.stdout.on("data", (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output.stderr += chunk.toString();
    if (acted === undefined && output.stderr.includes("measure")) {
      acted = act(child.pid ?? 0) ?? true;
    }
  });
  const result = await new Promise<CliResult>((resolve) => {
    child.once("close", (exitCode, signal) =>
      resolve({ ...output, exitCode: exitCode ?? undefined, signal: signal ?? undefined }),
    );
  });
  await acted;
  return result;
}
