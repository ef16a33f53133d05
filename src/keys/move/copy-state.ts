/** Which keys a stopped copy has copied: a line of JSON, then 8 bytes a key (key-hash-set.ts). */
import { existsSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { KeyHashSet } from "./key-hash-set.ts";

const FORMAT = "memtool.copy-state/1";

/** What a state belongs to. */
export interface CopyStateKey {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

/** Writes it, all or nothing. @throws MemtoolError USAGE */
export async function writeCopyState(path: string, key: CopyStateKey, copied: KeyHashSet): Promise<void> {
  const { seed, size } = copied;
  const line = `${JSON.stringify({ format: FORMAT, ...key, seed, size })}\n`;
  try {
    await writeFile(`${path}.new`, Buffer.concat([Buffer.from(line), copied.hashes()]));
    await rename(`${path}.new`, path);
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot write ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** Takes it away. */
export async function removeCopyState(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Reads it; undefined if there is none. @throws MemtoolError USAGE if it is of another copy, or is no state */
export async function readCopyState(path: string, { sources, targets }: CopyStateKey): Promise<KeyHashSet | undefined> {
  if (!existsSync(path)) {
    return undefined;
  }
  const bytes = await readFile(path);
  const end = bytes.indexOf(10) + 1;
  const state = parseLine(bytes.toString("utf8", 0, end));
  const hashes = bytes.subarray(end);
  if (state === undefined || Number(state["size"]) * 8 !== hashes.length) {
    throw new MemtoolError("USAGE", `${path} does not say what a copy has copied`, {
      hint: "it is the file that --state named when the copy was stopped; without --resume it is written anew",
    });
  }
  if (String(state["sources"]) !== sources.join() || String(state["targets"]) !== targets.join()) {
    throw new MemtoolError("USAGE", `${path} is of a copy between other servers`, {
      hint: `it is of one from ${String(state["sources"])} to ${String(state["targets"])}`,
    });
  }
  return KeyHashSet.of(Number(state["seed"]), hashes);
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    return value["format"] === FORMAT ? value : undefined;
  } catch {
    return undefined;
  }
}
