/**
 * Checks the checksums of LevelDB's tables, which LevelDB itself does not look at when it reads (it would with `verify_checksums`, which
 * classic-level does not offer). Without that a damaged index or filter hides a newer value, so that an older one is found in its place,
 * and keys out of order end the process by an assertion. What is damaged is therefore marked so that LevelDB refuses it.
 *
 *     table:  data blocks | filter block | metaindex block | index block | footer
 *     block:  contents | compression (1) | CRC-32C of both, masked (4)
 *     footer: handle of the metaindex, handle of the index, padding | magic (8)     a handle: offset, size, as varints
 */
import { crc32c } from "../base/crc32.ts";
import { readVarint, snappyUncompress } from "./snappy.ts";

/** What is wrong with a table. */
export interface TableDamage {
  readonly reason: string;
  /** Nothing in it can be found any more. */
  readonly isWhole: boolean;
  /** Bytes of the file that make LevelDB refuse what is damaged once they are {@link MARK}: compressions of blocks, the magic. */
  readonly marks: readonly number[];
}

/** No compression, and no part of the magic. */
export const MARK = 0xee;

const FOOTER_BYTES = 48;
const HANDLES_BYTES = 40;
const MAGIC = Buffer.from("57fb808b247547db", "hex");
const TRAILER_BYTES = 5;
const MASK_DELTA = 0xa282ead8;
const SNAPPY = 1;

/** Looks at all of a table; undefined when it is sound. */
export function checkTable(table: Buffer): TableDamage | undefined {
  const handles = readFooter(table);
  const index = handles === undefined ? undefined : readIndex(table, handles.index);
  const others = handles === undefined ? undefined : readIndex(table, handles.metaindex);
  if (index === undefined || others === undefined) {
    return { reason: "its index is damaged", isWhole: true, marks: [table.length - 1].filter((at) => at >= 0) };
  }
  const blocks = damagedBlocks(table, index);
  // LevelDB does without a filter.
  const filters = damagedBlocks(table, others);
  if (blocks.length + filters.length === 0) {
    return undefined;
  }
  const reason =
    blocks.length === 0 ? "its filter is damaged" : `${blocks.length} of its ${index.length} blocks are damaged`;
  const marks = [...blocks, ...filters].map(({ offset, size }) => offset + size).filter((at) => at < table.length);
  return { reason, isWhole: false, marks };
}

function damagedBlocks(table: Buffer, handles: readonly Handle[]): Handle[] {
  return handles.filter((handle) => readBlock(table, handle) === undefined);
}

interface Handle {
  readonly offset: number;
  readonly size: number;
}

function readFooter(table: Buffer): { readonly metaindex: Handle; readonly index: Handle } | undefined {
  const footer = table.subarray(Math.max(0, table.length - FOOTER_BYTES));
  if (footer.length < FOOTER_BYTES || !footer.subarray(HANDLES_BYTES).equals(MAGIC)) {
    return undefined;
  }
  const metaindex = readHandle(footer, 0);
  const index = metaindex === undefined ? undefined : readHandle(footer, metaindex.end);
  return metaindex === undefined || index === undefined ? undefined : { metaindex, index };
}

function readHandle(bytes: Buffer, start: number): (Handle & { readonly end: number }) | undefined {
  const offset = readVarint(bytes, start);
  const size = offset === undefined ? undefined : readVarint(bytes, offset.end);
  return offset === undefined || size === undefined
    ? undefined
    : { offset: offset.value, size: size.value, end: size.end };
}

/** The contents of a block as they stand, and how they are compressed; undefined when its checksum is wrong. */
function readBlock(
  table: Buffer,
  { offset, size }: Handle,
): { readonly contents: Buffer; readonly compression: number } | undefined {
  const end = offset + size;
  if (end + TRAILER_BYTES > table.length) {
    return undefined;
  }
  const crc = crc32c(table.subarray(offset, end + 1));
  const masked = (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
  return masked === table.readUInt32LE(end + 1)
    ? { contents: table.subarray(offset, end), compression: table[end] as number }
    : undefined;
}

/** The blocks that an index names. */
function readIndex(table: Buffer, handle: Handle): Handle[] | undefined {
  const block = readBlock(table, handle);
  if (block === undefined) {
    return undefined;
  }
  const contents = block.compression === SNAPPY ? snappyUncompress(block.contents) : block.contents;
  return contents === undefined || contents.length < 4 ? undefined : readIndexEntries(contents);
}

/** `bytes shared with the key before | bytes of its own | bytes of the value | own bytes | value`, and a list of restarts at the end. */
function readIndexEntries(contents: Buffer): Handle[] | undefined {
  const end = contents.length - 4 - 4 * contents.readUInt32LE(contents.length - 4);
  const handles: Handle[] = [];
  for (let at = 0; at < end; ) {
    const shared = readVarint(contents, at);
    const own = shared === undefined ? undefined : readVarint(contents, shared.end);
    const length = own === undefined ? undefined : readVarint(contents, own.end);
    const valueStart = own === undefined || length === undefined ? 0 : length.end + own.value;
    const handle = length === undefined ? undefined : readHandle(contents, valueStart);
    if (length === undefined || handle === undefined) {
      return undefined;
    }
    handles.push(handle);
    at = valueStart + length.value;
  }
  return handles;
}
