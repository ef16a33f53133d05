/** The frame of every one-shot command: opens the servers, tells a terminal who is waited for, closes, and turns refusals into exit codes. */
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { announceWait } from "../announce-wait.ts";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode, exitCodeOf, worstOf } from "../exit-codes.ts";
import { describeFailure, failureJson, failureText } from "../failure.ts";
import type { ServerOptionValues } from "./request-options.ts";
import { openServers, type Servers } from "./servers.ts";

/** What a command is run with. */
export interface RequestFrame {
  /** The command's name, for messages. */
  readonly name: string;
  readonly options: ServerOptionValues;
  readonly context: Context;
  /** Asked before anything is sent, with the servers' names; false ends the command with exit code 1. */
  readonly confirm?: (names: readonly string[]) => Promise<boolean>;
}

/**
 * Runs `work` with the servers that the options name.
 * @returns its exit code; 1 if a server refused what was asked for (CLIENT_ERROR, SERVER_ERROR), which is no failure to talk to it
 * @throws MemtoolError what else `work` throws
 */
export async function runRequest(
  frame: RequestFrame,
  work: (servers: Servers) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { options, context } = frame;
  const servers = await openServers(options, context);
  if ((await frame.confirm?.(servers.names)) === false) {
    return EXIT.checkFailed;
  }
  const answered = announceWait(servers.names, context);
  try {
    return await work(servers);
  } catch (error) {
    answered();
    if (!(error instanceof MemtoolError) || error.code !== "SERVER") {
      throw error;
    }
    complain(frame, error);
    if (options.json === true) {
      context.stdout.write(failureJson(describeFailure(error)));
    }
    return EXIT.checkFailed;
  } finally {
    answered();
    servers.destroy();
  }
}

/** Writes an error to stderr as main would. */
export function complain({ name, context }: Pick<RequestFrame, "name" | "context">, error: MemtoolError): void {
  context.stderr.write(failureText(describeFailure(error), name));
}

/** Says an outcome that is none of success, on stderr: `memtool add: NOT_STORED k`. */
export function say(
  { name, context }: Pick<RequestFrame, "name" | "context">,
  word: string,
  about: string | Uint8Array,
): void {
  context.stderr.write(`memtool ${name}: ${word} ${escapeText(about)}\n`);
}

/** The worst of several failures; a refused request weighs least. */
export function worstExitCode(errors: readonly MemtoolError[]): ExitCode {
  return worstOf(errors.map(({ code }) => (code === "SERVER" ? EXIT.checkFailed : exitCodeOf(code))));
}
