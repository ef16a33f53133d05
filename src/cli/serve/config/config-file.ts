/** Reading a config file: what it is on the disk, who may write it, and its text. */
import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { dirname, resolve } from "node:path";
import { MemtoolError, messageOf } from "../../../base/errors.ts";
import { escapeText } from "../../../base/escape.ts";
import { linePlace } from "./given-setting.ts";

/** A longer file is no config file. */
const CONFIG_BYTES_MAX = 256 * 1024;

const OTHERS_WRITE = 0o002;

/** A file and its text. */
export interface ConfigText {
  readonly text: string;
  /** Where relative paths in it start: the folder it is in; for a pipe, the current directory. */
  readonly folder: string;
  /** Whether it can be read a second time. */
  readonly isRegular: boolean;
  readonly warnings: readonly string[];
}

/**
 * Reads a file, or a pipe to its end.
 * @param path as it was given
 * @throws MemtoolError USAGE when it can't be read, is a directory, too long or no text
 */
export function readConfigFile(path: string): ConfigText {
  const { bytes, stats } = readWhole(path);
  if (bytes.length > CONFIG_BYTES_MAX) {
    throw refuse(path, `it has more than ${CONFIG_BYTES_MAX / 1024} KiB`);
  }
  const isRegular = stats.isFile();
  return {
    text: decode(path, bytes),
    folder: isRegular ? resolve(dirname(path)) : process.cwd(),
    isRegular,
    warnings: isRegular ? [...warningsOf(path, stats, process.geteuid?.())] : [],
  };
}

function readWhole(path: string): { bytes: Buffer; stats: Stats } {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) {
      throw refuse(path, "it is a directory", "name the file in it");
    }
    return { bytes: readSome(descriptor), stats };
  } catch (error) {
    throw error instanceof MemtoolError ? error : refuse(path, messageOf(error), hintOf(path));
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}

/** One byte more than is taken, at most: a device may have no end. */
function readSome(descriptor: number): Buffer {
  const bytes = Buffer.alloc(CONFIG_BYTES_MAX + 1);
  let length = 0;
  while (length < bytes.length) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (count === 0) {
      break;
    }
    length += count;
  }
  return bytes.subarray(0, length);
}

function decode(path: string, bytes: Buffer): string {
  const wrong = bytes.includes(0) || !isUtf8(bytes);
  if (wrong) {
    const lines = bytes.toString("latin1").split("\n");
    const at = lines.findIndex((line) => line.includes("\0") || !isUtf8(Buffer.from(line, "latin1")));
    throw new MemtoolError("USAGE", `${linePlace(path, at + 1)}: this is no UTF-8 text`, {
      hint: "a config file has key=value lines, options, or YAML",
    });
  }
  return bytes.toString("utf8").replace(/^\u{feff}/u, "");
}

function refuse(path: string, found: string, hint?: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot read the config file ${escapeText(path)}: ${found}`, {
    ...(hint === undefined ? {} : { hint }),
  });
}

/** -c takes two kinds of things; who mistyped the limit has to know. */
function hintOf(path: string): string {
  return /^\d/.test(path)
    ? "-c takes a whole number, the limit of connections, or a config file"
    : "-c FILE and MEMTOOL_CONFIG name a file of settings";
}

/** Whoever can write the file decides what the server does. @param userId that of this process */
export function* warningsOf(
  path: string,
  { mode, uid }: Pick<Stats, "mode" | "uid">,
  userId: number | undefined,
): Generator<string> {
  if ((mode & OTHERS_WRITE) !== 0) {
    yield `WARNING: everybody can write the config file ${escapeText(path)}: chmod o-w`;
  }
  if (userId !== undefined && uid !== 0 && uid !== userId) {
    yield `WARNING: the config file ${escapeText(path)} belongs to another user (uid ${uid}), who can write it`;
  }
}
