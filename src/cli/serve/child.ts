/** The command after `memtool serve --`: runs with the server's addresses in MEMCACHE_SERVERS, and its end ends the server. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import type { Context } from "../context.ts";
import { withOwnUmask } from "./private-files.ts";

/** Exit codes of a shell for a command ended by a signal are this plus the signal's number. */
const SIGNAL_EXIT_BASE = 128;

/**
 * Runs `command` until it ends; resolves to its exit code, as a shell would give it. Told to stop, it passes SIGTERM on.
 * @throws MemtoolError USAGE when the command can't be started
 */
export async function runBeside(
  command: readonly string[],
  addresses: readonly string[],
  context: Context,
  stop: { readonly requested: Promise<number> },
): Promise<number> {
  const [program = "", ...args] = command;
  const env = { ...context.env, MEMCACHE_SERVERS: addresses.join(",") };
  const child = withOwnUmask(() => spawn(program, args, { stdio: "inherit", env }));
  stop.requested.then(
    () => child.kill("SIGTERM"),
    () => {},
  );
  return await new Promise((resolve, reject) => {
    child.once("error", (error) => reject(startError(program, error)));
    child.once("exit", (code, signal) => {
      resolve(code ?? SIGNAL_EXIT_BASE + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

function startError(program: string, error: Error): MemtoolError {
  return new MemtoolError("USAGE", `could not run ${JSON.stringify(program)}: ${messageOf(error)}`, {
    cause: error,
    hint: "give a program of the PATH and its arguments after --",
  });
}
