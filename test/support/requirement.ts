/** Tests that need a program from the system: skipped by name with the reason on a bare machine, a failure in CI. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The options of a `node:test` test or suite: either run it, or skip it and say why. */
export interface Requirement {
  readonly skip: string | false;
}

/** The full path of `program` on PATH, or undefined. */
export function findProgram(program: string): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder === "") continue;
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/**
 * Turns "is it here?" into the options of a test. With the environment variable CI set a missing thing is an error,
 * so that a CI run can never be green because it tested nothing.
 */
export function requirement(isPresent: boolean, reason: string): Requirement {
  if (isPresent) return { skip: false };
  const isCi = (process.env["CI"] ?? "") !== "";
  if (isCi) throw new Error(`CI must run every test, but ${reason}`);
  return { skip: reason };
}
