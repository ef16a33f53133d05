/** The exit codes of memtool and which error leads to which (DESIGN section 7); scripts depend on them. */
import type { ErrorCode } from "../base/errors.ts";

/** What the process tells its caller. */
export const EXIT = {
  ok: 0,
  checkFailed: 1,
  usage: 2,
  connect: 3,
  refused: 4,
  /** EX_SOFTWARE of sysexits.h: a bug in memtool itself. */
  bug: 70,
  /** EX_IOERR of sysexits.h: the output could not be written, or a server's items on disk can't be opened. */
  output: 74,
  /** 128 + SIGHUP, as a shell reports it: the terminal is gone. */
  hungUp: 129,
  /** 128 + SIGINT. */
  interrupted: 130,
  /** 128 + SIGTERM. */
  terminated: 143,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const EXIT_BY_ERROR = {
  USAGE: EXIT.usage,
  ADDRESS: EXIT.usage,
  CONNECT: EXIT.connect,
  TIMEOUT: EXIT.connect,
  DISCONNECTED: EXIT.connect,
  PROTOCOL: EXIT.connect,
  SERVER: EXIT.connect,
  LISTEN: EXIT.connect,
  STORAGE: EXIT.output,
  REFUSED: EXIT.refused,
  CHECK_FAILED: EXIT.checkFailed,
  INTERRUPTED: EXIT.interrupted,
  BUG: EXIT.bug,
} as const satisfies Record<ErrorCode, ExitCode>;

/** The exit code for an error code. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return EXIT_BY_ERROR[code];
}

/** The failures of several servers, the one that tells most first: one that cannot be reached weighs more than one that refuses. */
const BY_WEIGHT: readonly ExitCode[] = [EXIT.bug, EXIT.usage, EXIT.connect, EXIT.refused, EXIT.checkFailed];

/** The exit code of a command that came to several; 0 for none. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return BY_WEIGHT.find((code) => codes.includes(code)) ?? EXIT.ok;
}
