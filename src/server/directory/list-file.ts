/**
 * The file a directory keeps its list in. It is written beside the old one, synced, and moved into its place, so that after a kill or a
 * power cut there is one of the two, whole.
 */
import { readFileSync, renameSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { formatStoredList, parseStoredList, type StoredList } from "../../directory/list-document.ts";

const PRIVATE = 0o600;

/** Name of the file in the persistence directory. LevelDB leaves names it does not know alone. */
export const LIST_FILE_NAME = "nodes.list";

/**
 * Reads the list; undefined where there is none. A damaged one is put aside, so that it can be looked at.
 * @param warn is told of that
 * @throws MemtoolError STORAGE when there is one that can't be read
 */
export function readListFile(path: string, warn: (line: string) => void): StoredList | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw new MemtoolError("STORAGE", `could not read the list of nodes ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: "make it readable, or move it away: the nodes register again",
    });
  }
  const stored = parseStoredList(text);
  if (stored === undefined) {
    const aside = `${path}.damaged`;
    renameSync(path, aside);
    warn(`WARNING: the list of nodes ${path} is damaged, it is now ${aside}; nodes have to register again`);
  }
  return stored;
}

/** Writes the list; rejects with what the file system says. One call at a time. */
export async function writeListFile(path: string, list: StoredList): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, "w", PRIVATE);
  try {
    await file.writeFile(formatStoredList(list));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  await syncDirectory(dirname(path));
}

/** Else the new name may be lost, though not the file. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
