/** Opens the directory of nodes of a server that is one, and ties it to the threads, the disk and the admin pages. */
import type { Admin } from "../admin/admin.ts";
import type { DirectorySettings } from "../settings.ts";
import type { ThreadGroup } from "../thread-group.ts";
import { Directory } from "./directory.ts";
import { readListFile, writeListFile } from "./list-file.ts";
import { reportDirectory } from "./report-directory.ts";

/**
 * Reads the list of an earlier run and publishes it. To be called when the server is about to listen: from now on nodes have their lease
 * to come back.
 * @throws MemtoolError STORAGE when the list can't be read
 */
export function openDirectory(
  { file, follows }: DirectorySettings,
  threads: ThreadGroup,
  admin: Pick<Admin, "readiness" | "metrics">,
  log: (line: string) => void,
): Directory {
  const directory = new Directory({
    stored: file === undefined ? undefined : readListFile(file, log),
    write: file === undefined ? undefined : (list) => writeListFile(file, list),
    publish: (text) => threads.giveCluster(text),
    follows,
    log,
  });
  threads.onDirectory(async (words) => (words === undefined ? directory.statLines() : await directory.register(words)));
  reportDirectory(admin, directory);
  return directory;
}
