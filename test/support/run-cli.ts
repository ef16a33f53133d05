/** Runs memtool as a user does: the program of bin/ as a child process, with its output and exit code. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The program as it ships; this file runs from dist/test/support. */
export const MEMTOOL_PATH = fileURLToPath(new URL("../../../bin/memtool.js", import.meta.url));

/** What a run may be given. */
export interface CliRunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Written to stdin, which is then closed. */
  readonly stdin?: string | Uint8Array;
  /** The run is killed and the test fails after this long; 30 s. */
  readonly timeoutMs?: number;
}

/** How a run ended. */
export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit code; undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

const TIMEOUT_MS = 30_000;

/** Variables of the caller that would change what memtool prints or asks. */
const UNSET = ["MEMCACHE_SERVERS", "NO_COLOR", "FORCE_COLOR", "NODE_TEST_CONTEXT"];

const running = new Set<ChildProcessWithoutNullStreams>();

process.on("exit", () => {
  for (const child of running) {
    child.kill("SIGKILL");
  }
});

/** Starts `memtool args...`; for tests that talk to it while it runs. It is killed when the test process ends. */
export function spawnCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcessWithoutNullStreams {
  return spawnProgram(process.execPath, [MEMTOOL_PATH, ...args], env);
}

/** Starts any program, as {@link spawnCli} starts memtool. */
export function spawnProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcessWithoutNullStreams {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !UNSET.includes(name)));
  const child = spawn(program, args, { env: { ...inherited, ...env } });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** Runs `memtool args...` to its end. */
export async function runCli(args: readonly string[], options: CliRunOptions = {}): Promise<CliResult> {
  const child = spawnCli(args, options.env);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on("error", () => {
    // The run may end before it has read its input.
  });
  child.stdin.end(options.stdin ?? "");
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`memtool ${args.join(" ")} did not end within ${timeoutMs} ms\n${Buffer.concat(stderr)}`));
    }, timeoutMs);
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      clearTimeout(timer);
      resolve({
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
        exitCode: exitCode ?? undefined,
        signal: signal ?? undefined,
      });
    });
  });
}
