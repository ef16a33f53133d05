/** Collects items into blocks and writes them, plain or gzipped, as fast as the output takes them. */
import {
  BLOCK_HEADER_BYTES,
  BLOCK_KIND,
  type DumpHeader,
  encodeHeader,
  recordBytes,
  sealBlock,
  writeItem,
} from "./dump-format.ts";
import { packMember } from "./gzip-member.ts";
import type { StoredItem } from "./stored-item.ts";

/** Where a dump goes: resolves when more may be written. */
export type ByteSink = (bytes: Buffer) => Promise<void>;

/** A block is written when it has grown to this; a larger item has one of its own. */
const BLOCK_BYTES = 512 * 1024;

/** A block that grows. */
interface OpenBlock {
  bytes: Buffer;
  length: number;
  records: number;
}

/** See the head of the file. */
export class DumpWriter {
  readonly #sink: ByteSink;
  readonly #isGzip: boolean;
  readonly #open = new Map<number, OpenBlock>();
  #header: DumpHeader | undefined;
  #writing: Promise<void> = Promise.resolve();
  #waiting = 0;
  #bytes = 0;

  constructor(sink: ByteSink, isGzip: boolean) {
    this.#sink = sink;
    this.#isGzip = isGzip;
  }

  /** Bytes handed to the output so far. */
  get bytesWritten(): number {
    return this.#bytes;
  }

  /** Says what the first line is, which is written with the first block. Not for a dump that is continued. */
  begin(header: DumpHeader): void {
    this.#header = header;
  }

  /** Adds an item of the server with this index. */
  add(server: number, item: StoredItem): void {
    const bytes = recordBytes(item);
    let block = this.#open.get(server);
    if (block !== undefined && block.length + bytes > block.bytes.length) {
      this.#close(server, block);
      block = undefined;
    }
    if (block === undefined) {
      const size = Math.max(BLOCK_BYTES, BLOCK_HEADER_BYTES + bytes);
      block = { bytes: Buffer.allocUnsafeSlow(size), length: BLOCK_HEADER_BYTES, records: 0 };
      this.#open.set(server, block);
    }
    block.length = writeItem(block.bytes, block.length, item);
    block.records++;
  }

  /** Resolves when the output has taken so much that more may be added; undefined if that is so already. */
  ready(): Promise<void> | undefined {
    return this.#waiting > 1 ? this.#writing : undefined;
  }

  /** Writes everything that was added. Without {@link end} the dump is one that can be continued. */
  async flush(): Promise<void> {
    for (const [server, block] of this.#open) {
      this.#close(server, block);
    }
    await this.#writing;
  }

  /** Finishes the dump: `summary` goes into its end block. */
  async end(summary: { readonly items: number; readonly [name: string]: number }): Promise<void> {
    await this.flush();
    const block = Buffer.concat([Buffer.alloc(BLOCK_HEADER_BYTES), Buffer.from(JSON.stringify(summary))]);
    sealBlock(block, BLOCK_KIND.end, 0, 0);
    this.#write(block);
    await this.#writing;
  }

  #close(server: number, { bytes, length, records }: OpenBlock): void {
    this.#open.delete(server);
    const block = bytes.subarray(0, length);
    sealBlock(block, BLOCK_KIND.items, server, records);
    this.#write(block);
  }

  /** Writes follow one another; packing goes on beside them. */
  #write(frame: Buffer): void {
    if (this.#header !== undefined) {
      const line = encodeHeader(this.#header);
      this.#header = undefined;
      this.#write(line);
    }
    const packed = this.#isGzip ? packMember(frame) : Promise.resolve(frame);
    const before = this.#writing;
    this.#waiting++;
    this.#writing = (async () => {
      await before;
      const bytes = await packed;
      await this.#sink(bytes);
      this.#bytes += bytes.length;
      this.#waiting--;
    })();
    // Whoever waits for it gets the failure; it must not be an unhandled one until then.
    this.#writing.catch(() => {});
    packed.catch(() => {});
  }
}
