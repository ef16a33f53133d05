/** What a command may touch of the outside world. Handlers get it as an argument and use no globals, so tests can pass their own. */
import type { ReadStream, WriteStream } from "node:tty";
import type { Clock } from "../base/clock.ts";

/** The clocks of the process, and waiting. */
export interface CommandClock extends Clock {
  /** Resolves after `ms` milliseconds, or when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The signals a command can react to. */
export type InterruptSignal = "SIGINT" | "SIGTERM";

/** Signals by which an operator tells a running server something: to stop gracefully, to read its files again. */
export type ControlSignal = "SIGUSR1" | "SIGHUP";

/** The streams are the process's own types because Ink needs them; tests give pass-through streams. */
export interface Context {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether stdout is a terminal: tables and live screens there, plain lines otherwise. */
  readonly isTerminal: boolean;
  /** Whether stdout may be coloured: a terminal, no `--no-color`, no NO_COLOR, TERM is not dumb. */
  readonly color: boolean;
  /** The same of stderr. */
  readonly errorColor: boolean;
  /** Columns of the terminal right now; 80 when unknown. */
  readonly width: number;
  readonly clock: CommandClock;
  /**
   * Calls back on Ctrl-C and SIGTERM instead of dying. The command then ends soon with what it knows and returns its exit code
   * (EXIT.interrupted unless stopping is its normal end). A second signal ends the process at once.
   * @returns call it when the command no longer reacts
   */
  onInterrupt(callback: (signal: InterruptSignal) => void): () => void;
  /**
   * Calls back whenever `signal` comes, instead of what it does by default.
   * @returns call it when the command no longer reacts
   */
  onSignal(signal: ControlSignal, callback: () => void): () => void;
}

/** Columns assumed when the output is no terminal. */
export const WIDTH_DEFAULT = 80;

/** The rule for {@link Context.color}: no-color.org, FORCE_COLOR as most Node programs read it, TERM=dumb. */
export function wantsColor(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
  noColorOption: boolean,
): boolean {
  const forced = env["FORCE_COLOR"];
  if (noColorOption || (env["NO_COLOR"] ?? "") !== "") {
    return false;
  }
  if (forced !== undefined && forced !== "") {
    return forced !== "0";
  }
  return isTerminal && env["TERM"] !== "dumb";
}
