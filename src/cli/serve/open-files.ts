/**
 * The limit of open files (ulimit -n). Node raises the soft limit to the hard one when it starts, and cannot raise that: memtool
 * says what does not fit where memcached sets the limit it wants, or ends.
 */
import { readFileSync } from "node:fs";
import { SPARE_DESCRIPTORS } from "../../server/limits.ts";
import type { ServerSettings } from "../../server/settings.ts";
import { MEMCACHED_EXIT, MemcachedRefusal } from "./refusal.ts";

/** Linux lists the limits of a process here. */
const LIMITS_FILE = "/proc/self/limits";

/** Files that are open at once while the program and while each of its threads loads its modules, with room to spare. */
const PROGRAM_FILES = 48;
const THREAD_FILES = 48;

/** The limit in the text of {@link LIMITS_FILE}; none (infinity) where the text does not tell. */
export function openFilesMax(limits: string): number {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
}

/** The limit of this process. */
export function ownOpenFilesMax(): number {
  try {
    return openFilesMax(readFileSync(LIMITS_FILE, "latin1"));
  } catch {
    // Not Linux: what does not fit shows when it happens.
    return Number.POSITIVE_INFINITY;
  }
}

/**
 * A warning when `max` open files are too few for the connections of -c; undefined when they do.
 * @throws MemcachedRefusal 71 when the threads could not even start
 */
export function checkOpenFiles(
  max: number,
  { threads, maxConnections }: Pick<ServerSettings, "threads" | "maxConnections">,
): string | undefined {
  // The maintenance thread is one more.
  const needed = PROGRAM_FILES + (threads + 1) * THREAD_FILES;
  if (max < needed) {
    throw new MemcachedRefusal(
      MEMCACHED_EXIT.osError,
      `only ${max} files may be open, and ${threads} worker threads need ${needed} to start`,
      "raise the limit (ulimit -n), or take fewer threads (-t)",
    );
  }
  return max < maxConnections + SPARE_DESCRIPTORS
    ? `WARNING: only ${max} files may be open, too few for ${maxConnections} connections (-c): raise the limit (ulimit -n)`
    : undefined;
}
