/** How far a restore has come, in a small file beside the dump: it is written anew now and then, and taken away at the end. */
import { existsSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { noRestoreCounts, type RestoreCounts } from "./restorer.ts";

const FORMAT = "memtool.restore-state/1";

/** See the head of the file. */
export interface RestoreState {
  /** From the dump's first line: a state belongs to one dump. */
  readonly created: string;
  /** Where to, in order. */
  readonly targets: readonly string[];
  /** Blocks of the dump of which every item has its answer. */
  readonly blocks: number;
  /** What became of the items in them. */
  readonly counts: RestoreCounts;
}

/** Writes it, all or nothing. @throws MemtoolError USAGE */
export async function writeRestoreState(path: string, state: RestoreState): Promise<void> {
  try {
    await writeFile(`${path}.new`, `${JSON.stringify({ format: FORMAT, ...state })}\n`);
    await rename(`${path}.new`, path);
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot write ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** Takes it away. */
export async function removeRestoreState(path: string): Promise<void> {
  await rm(path, { force: true });
}

/**
 * Reads it; undefined if there is none.
 * @throws MemtoolError USAGE if it is of another dump or for other servers, or is no state
 */
export async function readRestoreState(
  path: string,
  created: string,
  targets: readonly string[],
): Promise<RestoreState | undefined> {
  if (!existsSync(path)) {
    return undefined;
  }
  const state = parseState(await readFile(path, "utf8"));
  if (state === undefined) {
    throw new MemtoolError("USAGE", `${path} does not say how far a restore has come`, {
      hint: "delete it to begin anew, or name the file of the stopped restore with --state",
    });
  }
  if (state.created !== created || state.targets.join() !== targets.join()) {
    throw new MemtoolError("USAGE", `${path} is of another dump or for other servers`, {
      hint: `it is for ${state.targets.join(", ")}; delete it to begin anew`,
    });
  }
  return state;
}

function parseState(text: string): RestoreState | undefined {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const { format, created, targets, blocks, counts } = value;
    const isState =
      format === FORMAT && typeof created === "string" && Array.isArray(targets) && Number.isSafeInteger(blocks);
    return isState
      ? {
          created,
          targets: targets.map(String),
          blocks: Number(blocks),
          counts: { ...noRestoreCounts(), ...(counts as Partial<RestoreCounts>) },
        }
      : undefined;
  } catch {
    return undefined;
  }
}
