/** What LevelDB says when something fails, in memtool's errors. */
import { MemtoolError, messageOf } from "../base/errors.ts";
import { DamagedDatabase } from "./damaged-database.ts";

/** LevelDB's words for a file that has gone, or that says what cannot be. */
const DAMAGE =
  /^Corruption|does not exist|No such file|missing files|\.ldb: Invalid argument|bad block type|not an sstable/;

/** Errors of the directory, not of what is in it. */
const NO_ACCESS = /Permission denied|Read-only file system|Operation not permitted/;
const NO_ROOM = /No space left|quota/;

/** LevelDB's own error: abstract-level wraps those of an opening. */
function causeOf(error: unknown): { readonly code: unknown; readonly text: string } {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return { code: (cause as { code?: unknown } | undefined)?.code, text: messageOf(cause) };
}

/** Whether LevelDB has met what it did not write. */
export function isDamage(error: unknown): boolean {
  const { code, text } = causeOf(error);
  return code === "LEVEL_CORRUPTION" || DAMAGE.test(text);
}

/** The error for a database that cannot be opened, read or written. @param action what was tried: "open" */
export function levelFailure(action: string, directory: string, error: unknown): MemtoolError {
  if (error instanceof MemtoolError) {
    return error;
  }
  const { code, text } = causeOf(error);
  if (code === "LEVEL_LOCKED") {
    return directoryInUse(directory, error);
  }
  if (isDamage(error)) {
    return new DamagedDatabase(directory, text, error);
  }
  const hint = NO_ACCESS.test(text)
    ? "it has to belong to the user that runs memtool, and to be writable"
    : NO_ROOM.test(text)
      ? "make room on that disk"
      : "the disk does not do what it should";
  return new MemtoolError("STORAGE", `cannot ${action} the database in ${directory}: ${text}`, { cause: error, hint });
}

/** The error for a directory on which another program works. */
export function directoryInUse(directory: string, cause?: unknown): MemtoolError {
  return new MemtoolError("STORAGE", `the persistence directory ${directory} is in use by another server`, {
    cause,
    hint: "every server needs a directory of its own, and only one program at a time may work on it",
  });
}
