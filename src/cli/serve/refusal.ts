/**
 * What memcached itself refuses, memtool refuses with memcached's exit code, so that scripts see what they know (DESIGN section 4,
 * "Drop-in"); what only memtool knows ends with memtool's own codes.
 */
import { type ErrorCode, MemtoolError } from "../../base/errors.ts";

/** memcached's exit codes (sysexits.h). */
export const MEMCACHED_EXIT = {
  /** EXIT_FAILURE: a bad value. */
  failure: 1,
  /** EX_USAGE: options that contradict each other. */
  usage: 64,
  /** EX_NOUSER. */
  noUser: 67,
  /** EX_OSERR: cannot listen. */
  osError: 71,
} as const;

/** One of {@link MEMCACHED_EXIT}. */
export type MemcachedExit = (typeof MEMCACHED_EXIT)[keyof typeof MEMCACHED_EXIT];

/** A {@link MemtoolError} that ends the process with an exit code of memcached's; its code, which `--json` prints, says what it is. */
export class MemcachedRefusal extends MemtoolError {
  readonly exitCode: MemcachedExit;

  constructor(exitCode: MemcachedExit, message: string, hint?: string, code: ErrorCode = "USAGE") {
    super(code, message, hint === undefined ? {} : { hint });
    this.exitCode = exitCode;
  }
}
