/** The working directory of a server (--working-dir, memcached-dir): its pid file, Unix socket and ready file are in it. */
import { chownSync, mkdirSync, statSync } from "node:fs";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import type { UserIds } from "./user.ts";

/** Nobody else has to see what is in it. */
const PRIVATE = 0o700;

/**
 * Makes the directory, and those it is in, unless it is there.
 * @param path undefined: there is none to make
 * @param user whom it shall belong to; undefined leaves it to whoever runs the process
 * @throws MemtoolError USAGE when that can't be done, or something else has its name
 */
export function makeWorkingDirectory(path: string | undefined, user: UserIds | undefined): void {
  if (path === undefined || isDirectory(path)) {
    return;
  }
  try {
    mkdirSync(path, { recursive: true, mode: PRIVATE });
    if (user !== undefined) {
      chownSync(path, user.uid, user.gid);
    }
  } catch (error) {
    throw refuse(path, `could not be made: ${messageOf(error)}`, error);
  }
}

function isDirectory(path: string): boolean {
  try {
    const stats = statSync(path);
    if (!stats.isDirectory()) {
      throw refuse(path, "is no directory");
    }
    return true;
  } catch (error) {
    if (error instanceof MemtoolError) {
      throw error;
    }
    return false;
  }
}

function refuse(path: string, what: string, cause?: unknown): MemtoolError {
  return new MemtoolError("USAGE", `the working directory ${escapeText(path)} ${what}`, {
    cause,
    hint: "name a directory with --working-dir, or memcached-dir in the config file",
  });
}
