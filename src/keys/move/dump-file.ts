/** The file a dump is written to: a new one, or one that an earlier run did not finish. */
import { createReadStream, existsSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { DumpReader } from "./dump-reader.ts";
import { DumpWriter } from "./dump-writer.ts";
import { KeyHashSet } from "./key-hash-set.ts";

/** Which file, and whether it may be there. */
export interface DumpFileOptions {
  readonly path: string;
  /** What is dumped, for the first line; a dump is only continued for the same servers. */
  readonly servers: readonly string[];
  /** When the dump begins, as ISO 8601. */
  readonly created: string;
  /** Goes on with the file if there is one. */
  readonly resume: boolean;
  /** Replaces the file if there is one. */
  readonly overwrite: boolean;
  /** Random bits for the set of keys. */
  readonly seed: number;
}

/** An open file. */
export interface DumpFile {
  readonly writer: DumpWriter;
  /** The keys that are in it already. */
  readonly known: KeyHashSet;
  /** Items that are in it already. */
  readonly knownCount: number;
  /** The dump was finished before: there is nothing to be written. */
  readonly isWhole: boolean;
  /** A file that is new and got nothing is taken away again. */
  close(): Promise<void>;
}

/** What stands in an unfinished file. */
interface Found {
  readonly known: KeyHashSet;
  readonly knownCount: number;
  readonly isWhole: boolean;
  /** Where the next block goes. */
  readonly endOffset: number;
}

function usage(message: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", message, { hint });
}

/**
 * Opens it. What follows the last whole block of an unfinished file is cut off, and a file that is replaced is emptied, when there is
 * something to be written: a server that cannot be reached costs nobody the dump of yesterday.
 * @throws MemtoolError USAGE if the file cannot be used
 */
export async function openDumpFile(options: DumpFileOptions): Promise<DumpFile> {
  const { path, servers, created, resume, overwrite, seed } = options;
  const isThere = existsSync(path);
  if (isThere && !resume && !overwrite) {
    throw usage(`${path} is there already`, "--resume goes on with an unfinished dump, --overwrite replaces it");
  }
  const found = isThere && resume ? await readFound(path, servers, seed) : undefined;
  const handle = await openHandle(path, isThere ? "r+" : "w");
  const start = found?.endOffset ?? 0;
  let position = start;
  const write = async (bytes: Buffer): Promise<void> => {
    await writeAt(handle, bytes, position, position === start, path);
    position += bytes.length;
  };
  const writer = new DumpWriter(found?.isWhole === true ? refuseToWrite : write, isGzipName(path));
  if (found === undefined) {
    writer.begin({ created, servers });
  }
  return {
    writer,
    known: found?.known ?? new KeyHashSet(seed),
    knownCount: found?.knownCount ?? 0,
    isWhole: found?.isWhole ?? false,
    close: async () => {
      await handle.close();
      if (!isThere && position === 0) {
        await rm(path, { force: true });
      }
    },
  };
}

async function refuseToWrite(): Promise<void> {
  throw new MemtoolError("BUG", "a finished dump is not written to");
}

/** Whether the name asks for gzip. */
function isGzipName(path: string): boolean {
  return path.endsWith(".gz");
}

async function openHandle(path: string, flags: string): Promise<FileHandle> {
  try {
    return await open(path, flags, 0o600);
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot write ${path}: ${messageOf(error)}`, { cause: error });
  }
}

async function writeAt(
  handle: FileHandle,
  bytes: Buffer,
  position: number,
  isFirst: boolean,
  path: string,
): Promise<void> {
  try {
    if (isFirst) {
      await handle.truncate(position);
    }
    for (let written = 0; written < bytes.length; ) {
      written += (await handle.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
    }
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot write ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: "once there is room, --resume goes on with what was written",
    });
  }
}

async function readFound(path: string, servers: readonly string[], seed: number): Promise<Found | undefined> {
  const reader = await openDump(path);
  if (reader === undefined) {
    return undefined;
  }
  const { header, headerEnd } = reader;
  if (headerEnd === undefined) {
    throw usage(
      `${path} was packed by another program, so it cannot be continued`,
      "unpack it, and name the file without .gz",
    );
  }
  if (header.servers.join() !== servers.join()) {
    throw usage(`${path} is a dump of ${header.servers.join(", ")}`, "go on with the same servers in the same order");
  }
  const known = new KeyHashSet(seed);
  let endOffset = headerEnd;
  let knownCount = 0;
  for await (const block of reader.blocks()) {
    for (const { key } of block.items) {
      known.add(block.server, key);
    }
    knownCount += block.items.length;
    endOffset = block.endOffset ?? endOffset;
  }
  // Of a whole dump nothing is cut off, its end block included.
  const isWhole = reader.ending?.kind === "whole";
  return { known, knownCount, isWhole, endOffset: isWhole ? (reader.endOffset ?? endOffset) : endOffset };
}

/** Undefined for an empty file: its first block never came. */
async function openDump(path: string): Promise<DumpReader | undefined> {
  const stream = createReadStream(path);
  try {
    return await DumpReader.open(stream);
  } catch (error) {
    if (stream.bytesRead === 0 && error instanceof MemtoolError) {
      return undefined;
    }
    throw error instanceof MemtoolError
      ? error
      : usage(`cannot read ${path}: ${messageOf(error)}`, "is the name right?");
  }
}
