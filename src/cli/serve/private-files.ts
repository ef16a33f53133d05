/** Files on disk that hold items: for the user alone that runs the server, whatever the umask. */
import { chownSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "../../persistence/database-files.ts";
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

/** Makes a persistence directory and gives it, with all that is in it, to the user that the process will become. */
export function giveDirectory(directory: string | undefined, user: UserIds | undefined): void {
  if (directory === undefined || user === undefined) {
    return;
  }
  try {
    makeDirectory(directory);
    for (const path of [directory, ...readdirSync(directory).map((name) => join(directory, name))]) {
      give(path, user);
    }
  } catch {
    // The server says it when it can't use the directory.
  }
}

function give(path: string, { uid, gid }: UserIds): void {
  try {
    chownSync(path, uid, gid);
  } catch {
    // LevelDB has removed it meanwhile.
  }
}
