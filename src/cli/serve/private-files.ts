/** Files on disk that hold items: for the user alone that runs the server, whatever the umask. */
import { chownSync, existsSync, lchownSync } from "node:fs";
import { join } from "node:path";
import { MemtoolError } from "../../base/errors.ts";
import { foreignNames, makeDirectory, ownFiles } from "../../persistence/database-files.ts";
import type { UserIds } from "./user.ts";

const PRIVATE_UMASK = 0o077;

/** The mask before the first call of {@link makeFilesPrivate}. */
let maskBefore: number | undefined;

/** Everything the process makes from here on is its user's alone: LevelDB makes its files by the umask. */
export function makeFilesPrivate(): void {
  const before = process.umask(PRIVATE_UMASK);
  maskBefore ??= before;
}

/** Does something with the umask that the process was started with: a command that it starts is not to inherit ours. */
export function withOwnUmask<Result>(action: () => Result): Result {
  if (maskBefore === undefined) {
    return action();
  }
  process.umask(maskBefore);
  try {
    return action();
  } finally {
    process.umask(PRIVATE_UMASK);
  }
}

/**
 * Makes a persistence directory and gives it, with the files of a database that are in it, to the user that the process will become.
 * @throws MemtoolError STORAGE for one that has only files of somebody else, which was named by mistake
 */
export function giveDirectory(directory: string | undefined, user: UserIds | undefined): void {
  if (directory === undefined || user === undefined) {
    return;
  }
  const [foreign] = foreignNames(directory);
  if (foreign !== undefined && !existsSync(join(directory, "CURRENT"))) {
    throw new MemtoolError("STORAGE", `the persistence directory ${directory} has ${foreign} in it, and no database`, {
      hint: "with -u the directory is given to that user: it has to be empty, or to be made",
    });
  }
  try {
    makeDirectory(directory);
    chownSync(directory, user.uid, user.gid);
    for (const path of ownFiles(directory)) {
      lchownSync(path, user.uid, user.gid);
    }
  } catch {
    // The server says it when it can't use the directory.
  }
}
