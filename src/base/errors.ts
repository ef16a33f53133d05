/** The one error type of memtool: a closed list of codes, a sentence for people, and a hint what to do. */

/**
 * What went wrong, as a closed list. `cli` maps each code to an exit code (DESIGN: 0 fine, 1 a check failed,
 * 2 wrong usage, 3 could not connect or talk, 4 refused, 130 interrupted); BUG is a programmer error.
 */
export const ERROR_CODES = [
  "USAGE",
  "ADDRESS",
  "CONNECT",
  "TIMEOUT",
  "DISCONNECTED",
  "PROTOCOL",
  "SERVER",
  "REFUSED",
  "CHECK_FAILED",
  "LISTEN",
  "STORAGE",
  "INTERRUPTED",
  "BUG",
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Extra facts of a {@link MemtoolError}: the error behind it, and what the user can do about it. */
export interface ErrorDetails {
  readonly cause?: unknown;
  readonly hint?: string;
}

/** Every error memtool raises on purpose. `message` says what was tried and what was found; `hint` what to do. */
export class MemtoolError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "MemtoolError";
    this.code = code;
    this.hint = details.hint;
  }
}

/** The text of anything that was thrown, for a message that wraps it. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
