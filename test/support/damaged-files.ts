/** Copies of a database with something wrong in their files. */
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Prng } from "../../src/base/prng.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Kinds of files in a LevelDB directory. */
export const FILE_KINDS = {
  table: /\.ldb$/,
  log: /^\d+\.log$/,
  manifest: /^MANIFEST-/,
  current: /^CURRENT$/,
} as const;

/** One of {@link FILE_KINDS}. */
export type FileKind = keyof typeof FILE_KINDS;

/** A fresh copy of a directory. */
export function copyOf(directory: string): string {
  const copy = join(temporaryFolder("damaged-"), "db");
  cpSync(directory, copy, { recursive: true });
  return copy;
}

/** The files of a kind that have anything in them, smallest name first. */
export function filesOf(directory: string, kind: FileKind): string[] {
  return readdirSync(directory)
    .filter((name) => FILE_KINDS[kind].test(name))
    .sort()
    .map((name) => join(directory, name))
    .filter((path) => readFileSync(path).length > 0);
}

function anyFile(directory: string, kind: FileKind, random: Prng): string {
  const files = filesOf(directory, kind);
  const path = files[random.nextBelow(files.length)];
  if (path === undefined) throw new Error(`${directory} has no ${kind}`);
  return path;
}

/** Flips one bit in each of `count` bytes of a file of a kind. */
export function flipBytes(directory: string, kind: FileKind, count: number, seed: number): void {
  const random = Prng.stream(seed, 0);
  const path = anyFile(directory, kind, random);
  const bytes = readFileSync(path);
  for (let index = 0; index < count; index++) {
    const at = random.nextBelow(bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << random.nextBelow(8));
  }
  writeFileSync(path, bytes);
}

/** Cuts a file of a kind short. */
export function cutFile(directory: string, kind: FileKind, seed: number): void {
  const random = Prng.stream(seed, 1);
  const path = anyFile(directory, kind, random);
  truncateSync(path, random.nextBelow(readFileSync(path).length));
}

/** Takes a file of a kind away. */
export function removeAFile(directory: string, kind: FileKind, seed: number): void {
  rmSync(anyFile(directory, kind, Prng.stream(seed, 2)));
}
