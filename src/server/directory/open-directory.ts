/** Opens the directory of nodes of a server that is one, and ties it to the threads, the disk and the admin pages. */
import { existsSync } from "node:fs";
import type { StoredList } from "../../directory/list-document.ts";
import type { Admin } from "../admin/admin.ts";
import type { DirectorySettings } from "../settings.ts";
import type { ThreadGroup } from "../thread-group.ts";
import { Directory } from "./directory.ts";
import { readListFile, writeListFile } from "./list-file.ts";
import { reportDirectory } from "./report-directory.ts";

/**
 * The list of an earlier run. To be called before the database beside it is opened, which may be moved aside with all its folder.
 * @throws MemtoolError STORAGE when the list can't be read
 */
export function readDirectoryList(
  settings: DirectorySettings | undefined,
  log: (line: string) => void,
): StoredList | undefined {
  return settings?.file === undefined ? undefined : readListFile(settings.file, log);
}

/**
 * Publishes the list of an earlier run. To be called when the server is about to listen: from now on nodes have their lease to come back.
 */
export function openDirectory(
  { file, follows }: DirectorySettings,
  stored: StoredList | undefined,
  threads: ThreadGroup,
  admin: Pick<Admin, "readiness" | "metrics">,
  log: (line: string) => void,
): Directory {
  const directory = new Directory({
    stored,
    isOnDisk: file !== undefined && existsSync(file),
    write: file === undefined ? undefined : (list) => writeListFile(file, list),
    publish: (text) => threads.giveCluster(text),
    follows,
    log,
  });
  threads.onDirectory(async (words) => (words === undefined ? directory.statLines() : await directory.register(words)));
  reportDirectory(admin, directory);
  return directory;
}
