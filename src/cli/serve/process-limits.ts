/**
 * What the process may have at most (ulimit): open files and address space. Node raises the soft limit of files to the hard one when it
 * starts, and cannot raise that: memtool says what does not fit where memcached sets the limit it wants, or ends.
 */
import { readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { SPARE_DESCRIPTORS } from "../../server/limits.ts";
import type { ServerSettings } from "../../server/settings.ts";
import { MEMCACHED_EXIT, MemcachedRefusal } from "./refusal.ts";

/** Linux lists the limits of a process here. */
const LIMITS_FILE = "/proc/self/limits";

/** Files that are open at once while the program and while each of its threads loads its modules, with room to spare. */
const PROGRAM_FILES = 48;
const THREAD_FILES = 48;

/** The limits that matter here; infinity for none. */
export interface ProcessLimits {
  readonly openFiles: number;
  readonly addressSpaceBytes: number;
}

/** The soft limits in the text of {@link LIMITS_FILE}; none where the text does not tell. */
export function readProcessLimits(limits: string): ProcessLimits {
  return { openFiles: softLimit(limits, "Max open files"), addressSpaceBytes: softLimit(limits, "Max address space") };
}

/** The limits of this process. */
export function ownProcessLimits(): ProcessLimits {
  try {
    return readProcessLimits(readFileSync(LIMITS_FILE, "latin1"));
  } catch {
    // Not Linux: what does not fit shows when it happens.
    return readProcessLimits("");
  }
}

function softLimit(limits: string, name: string): number {
  const soft = new RegExp(`^${name}\\s+(\\d+)`, "m").exec(limits)?.[1];
  return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
}

/**
 * The settings with address space reserved for a memory limit that is raised later: half of the machine's memory. The kernel refuses
 * to fork a process that has more in one piece than the machine has memory; and where address space is limited (ulimit -v) threads
 * need it.
 */
export function withRoomToGrow(settings: ServerSettings, { addressSpaceBytes }: ProcessLimits): ServerSettings {
  const memoryLimitBytesMax = Number.isFinite(addressSpaceBytes) ? 0 : totalmem() / 2;
  return { ...settings, memoryLimitBytesMax: Math.max(settings.memoryLimitBytes, memoryLimitBytesMax) };
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
