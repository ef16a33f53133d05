/** A database that is there, and cannot be read as it is: `repair` keeps what is sound. */
import { MemtoolError } from "../base/errors.ts";

/** See the head of the file; a STORAGE error that `verify` counts as damage. */
export class DamagedDatabase extends MemtoolError {
  /** What is wrong, in words that need no sentence around them. */
  readonly reason: string;

  constructor(directory: string, reason: string, cause?: unknown) {
    super("STORAGE", `the database in ${directory} is damaged: ${reason}`, {
      cause,
      hint: `memtool serve verify ${directory} tells what is damaged, memtool serve repair ${directory} keeps what is sound`,
    });
    this.reason = reason;
  }
}
