/**
 * -d: runs the server again, detached from the terminal in a session of its own. Node cannot fork, so the command line is
 * started once more, with a word in the environment that says it is the daemon by now.
 */
import { spawn } from "node:child_process";
import type { Context } from "../context.ts";

const MARK = "MEMTOOL_IS_DAEMON";

/** Whether this process is the one that -d has started. */
export function isDaemon(env: Context["env"]): boolean {
  return env[MARK] === "1";
}

/**
 * Starts the daemon and leaves it to itself.
 * @param argv the words behind `memtool serve`
 * @param isVerbose keeps the streams, for the log of -v
 */
export function startDaemon(
  argv: readonly string[],
  context: Context,
  keepDirectory: boolean,
  isVerbose: boolean,
): void {
  const [, program = ""] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, program, "serve", ...argv], {
    detached: true,
    stdio: isVerbose ? "inherit" : "ignore",
    env: { ...context.env, [MARK]: "1" },
    ...(keepDirectory ? {} : { cwd: "/" }),
  });
  child.unref();
}
