/** Reads a dump block by block, plain or gzipped, up to its end or to where it is damaged. */
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { ByteSource } from "./byte-source.ts";
import {
  BLOCK_HEADER_BYTES,
  BLOCK_KIND,
  type DumpHeader,
  decodeHeader,
  isIntact,
  readBlockHeader,
  readItems,
} from "./dump-format.ts";
import { isGzip, MEMBER_HEADER_BYTES, memberLength, unpackMember } from "./gzip-member.ts";
import type { StoredItem } from "./stored-item.ts";

/** A block of items. */
export interface ItemBlock {
  /** Index of the server in the header. */
  readonly server: number;
  readonly items: readonly StoredItem[];
  /** Bytes of the file up to the end of the block; undefined where that cannot be told (gzip by another program). */
  readonly endOffset: number | undefined;
}

/** How a dump ends: with its end block, or why not, continuing "the dump ...". */
export type DumpEnding =
  | { readonly kind: "whole"; readonly items: number }
  | { readonly kind: "broken"; readonly found: string };

const HEADER_BYTES_MAX = 1024 * 1024;

interface Frame {
  readonly bytes: Buffer;
  readonly endOffset: number | undefined;
}

/** See the head of the file. */
export class DumpReader {
  readonly header: DumpHeader;
  /** Bytes of the file up to the first block; undefined as in {@link ItemBlock}. */
  readonly headerEnd: number | undefined;
  readonly #nextFrame: () => Promise<Frame | string>;
  #ending: DumpEnding | undefined;
  #itemCount = 0;
  #endOffset: number | undefined;

  private constructor(header: DumpHeader, headerEnd: number | undefined, nextFrame: () => Promise<Frame | string>) {
    this.header = header;
    this.headerEnd = headerEnd;
    this.#nextFrame = nextFrame;
  }

  /** @throws MemtoolError USAGE if the bytes are no dump */
  static async open(chunks: AsyncIterable<Buffer>): Promise<DumpReader> {
    const source = new ByteSource(chunks);
    const start = await source.peek(MEMBER_HEADER_BYTES);
    if (!isGzip(start)) {
      return await DumpReader.#openPlain(source, true);
    }
    if (start.length < MEMBER_HEADER_BYTES || memberLength(start) === undefined) {
      return await DumpReader.#openPlain(new ByteSource(gunzipped(source)), false);
    }
    const first = await nextMember(source);
    if (typeof first === "string") {
      throw new MemtoolError("USAGE", `the dump ${first}, in its first line`);
    }
    return new DumpReader(decodeHeader(first.bytes.toString("utf8")), first.endOffset, () => nextMember(source));
  }

  static async #openPlain(source: ByteSource, hasOffsets: boolean): Promise<DumpReader> {
    const header = decodeHeader((await source.takeLine(HEADER_BYTES_MAX)) ?? "");
    return new DumpReader(header, hasOffsets ? source.position : undefined, () => nextPlain(source, hasOffsets));
  }

  /** How it ended; undefined while {@link blocks} has not come to the end. */
  get ending(): DumpEnding | undefined {
    return this.#ending;
  }

  /** Bytes of the file up to the end of the last frame that was read. */
  get endOffset(): number | undefined {
    return this.#endOffset;
  }

  /** The blocks of items, each checked. What follows damage is not read: {@link ending} tells. */
  async *blocks(): AsyncGenerator<ItemBlock, void> {
    for (;;) {
      const frame = await this.#nextFrame();
      const block = typeof frame === "string" ? frame : this.#read(frame);
      if (typeof block === "string") {
        this.#ending = { kind: "broken", found: block };
        return;
      }
      if (!("items" in block)) {
        this.#ending = block.ending;
        this.#endOffset = typeof frame === "string" ? undefined : frame.endOffset;
        return;
      }
      this.#itemCount += block.items.length;
      yield block;
    }
  }

  #read({ bytes, endOffset }: Frame): ItemBlock | { readonly ending: DumpEnding } | string {
    const header = bytes.length < BLOCK_HEADER_BYTES ? undefined : readBlockHeader(bytes);
    const payload = bytes.subarray(BLOCK_HEADER_BYTES);
    if (header === undefined || header.payloadBytes !== payload.length || !isIntact(bytes, payload)) {
      return "is damaged";
    }
    if (header.kind === BLOCK_KIND.end) {
      const items = itemsOfEnd(payload);
      if (items === undefined) {
        return "is damaged";
      }
      // Blocks stand for themselves, so that nothing else tells of one that is missing.
      return items === this.#itemCount
        ? { ending: { kind: "whole", items } }
        : { ending: { kind: "broken", found: `has ${this.#itemCount} items, and its end block says ${items}` } };
    }
    const items = header.kind === BLOCK_KIND.items ? readItems(payload, header.records) : undefined;
    return items === undefined ? "holds a block of another version" : { server: header.server, items, endOffset };
  }
}

/** What the end block says; undefined if it is none. */
function itemsOfEnd(payload: Buffer): number | undefined {
  try {
    const { items } = JSON.parse(payload.toString("utf8")) as { readonly items?: unknown };
    return typeof items === "number" ? items : undefined;
  } catch {
    return undefined;
  }
}

const NO_END = "was not finished: it ends without its end block";
const CUT_OFF = "is cut off in the middle of a block";

async function nextPlain(source: ByteSource, hasOffsets: boolean): Promise<Frame | string> {
  try {
    const header = await source.peek(BLOCK_HEADER_BYTES);
    if (header.length < BLOCK_HEADER_BYTES) {
      return header.length === 0 ? NO_END : CUT_OFF;
    }
    const payloadBytes = readBlockHeader(header)?.payloadBytes;
    if (payloadBytes === undefined) {
      return "is damaged";
    }
    const bytes = await source.take(BLOCK_HEADER_BYTES + payloadBytes);
    return bytes === undefined ? CUT_OFF : { bytes, endOffset: hasOffsets ? source.position : undefined };
  } catch (error) {
    // Only gunzip says so: what is read from a file does not fail in the middle.
    return `cannot be read on: ${messageOf(error)}`;
  }
}

async function nextMember(source: ByteSource): Promise<Frame | string> {
  const header = await source.peek(MEMBER_HEADER_BYTES);
  if (header.length < MEMBER_HEADER_BYTES) {
    return header.length === 0 ? NO_END : CUT_OFF;
  }
  const length = memberLength(header);
  if (length === undefined) {
    return "is damaged";
  }
  const member = await source.take(length);
  if (member === undefined) {
    return CUT_OFF;
  }
  const bytes = await unpackMember(member.subarray(MEMBER_HEADER_BYTES));
  return bytes === undefined ? "is damaged" : { bytes, endOffset: source.position };
}

function gunzipped(source: ByteSource): AsyncIterable<Buffer> {
  const input = Readable.from(source.rest());
  const gunzip = createGunzip();
  input.on("error", (error) => gunzip.destroy(error));
  return input.pipe(gunzip);
}
