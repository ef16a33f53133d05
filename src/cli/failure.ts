/** The error ladder: turns anything that was thrown into one description, and that into text or JSON. Pure; main.ts prints it. */
import { asciiJson } from "../base/ascii-json.ts";
import { type ErrorCode, MemtoolError } from "../base/errors.ts";
import { escapeControls } from "../base/escape.ts";
import { type ExitCode, exitCodeOf } from "./exit-codes.ts";
import { type MemcachedExit, MemcachedRefusal } from "./serve/refusal.ts";

/** Where to send a bug: shown after its stack. */
const BUG_HINT = "this is a bug in memtool: please report it with the command you ran and the lines above";

/** A failure, ready to be shown. `detail` is the stack of a bug. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode | MemcachedExit;
  readonly detail: string | undefined;
}

/** Describes anything that was thrown; what is not a {@link MemtoolError} is a bug. */
export function describeFailure(thrown: unknown): Failure {
  if (thrown instanceof MemtoolError && thrown.code !== "BUG") {
    const { code, message, hint } = thrown;
    const exitCode = thrown instanceof MemcachedRefusal ? thrown.exitCode : exitCodeOf(code);
    return { code, message, hint, exitCode, detail: undefined };
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { code: "BUG", message: error.message, hint: BUG_HINT, exitCode: exitCodeOf("BUG"), detail: stackOf(error) };
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own;
}

/**
 * The lines for stderr: `memtool stats: message`, then the hint. Bytes that a server may have put into the message are escaped.
 * @param commandName undefined while no command is known
 */
export function failureText(failure: Failure, commandName: string | undefined): string {
  const program = commandName === undefined ? "memtool" : `memtool ${commandName}`;
  const lines = failure.detail === undefined ? [] : failure.detail.split("\n").map(escapeControls);
  lines.push(`${program}: ${escapeControls(failure.message)}`);
  if (failure.hint !== undefined) {
    lines.push(...failure.hint.split("\n").map((line) => `  ${escapeControls(line)}`));
  }
  return `${lines.join("\n")}\n`;
}

/** The object printed on stdout under `--json`: `{"error":{"code","message","hint"}}`; hint is null when there is none. */
export function failureJson(failure: Failure): string {
  const { code, message, hint } = failure;
  return `${asciiJson({ error: { code, message, hint: hint ?? null } })}\n`;
}
