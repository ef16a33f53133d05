/** The working directory of a server (--working-dir, memcached-dir): its pid file, Unix socket and ready file are in it. */
import { chownSync, existsSync, mkdirSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import type { UserIds } from "./user.ts";

/** Nobody else has to see what is in it. */
const PRIVATE = 0o700;

/** Everybody may write in it, and take others' files away: the sticky bit of /tmp is not set. */
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * Makes the directory, and those it is in, unless it is there.
 * @param path undefined: there is none to make
 * @param user whom it shall belong to; undefined leaves it to whoever runs the process
 * @returns a warning about one that is there and too open
 * @throws MemtoolError USAGE when that can't be done, or something else has its name
 */
export function makeWorkingDirectory(path: string | undefined, user: UserIds | undefined): string | undefined {
  if (path === undefined) {
    return undefined;
  }
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined) {
      return check(path, found);
    }
    makeWithParents(path);
    if (user !== undefined) {
      chownSync(path, user.uid, user.gid);
    }
    return undefined;
  } catch (error) {
    throw error instanceof MemtoolError ? error : refuse(path, `could not be made: ${messageOf(error)}`, error);
  }
}

function check(path: string, stats: Stats): string | undefined {
  if (!stats.isDirectory()) {
    throw refuse(path, "is no directory");
  }
  return (stats.mode & (OTHERS_WRITE | STICKY)) === OTHERS_WRITE
    ? `WARNING: everybody can write in the working directory ${escapeText(path)}: chmod o-w`
    : undefined;
}

/** Node's own recursive mkdir never ends where a directory that is there refuses new ones with ENOENT, as those of /proc do. */
function makeWithParents(path: string): void {
  const parent = dirname(path);
  if (!existsSync(parent)) {
    makeWithParents(parent);
  }
  mkdirSync(path, PRIVATE);
}

function refuse(path: string, what: string, cause?: unknown): MemtoolError {
  return new MemtoolError("USAGE", `the working directory ${escapeText(path)} ${what}`, {
    cause,
    hint: "name a directory with --working-dir, or memcached-dir in the config file",
  });
}
