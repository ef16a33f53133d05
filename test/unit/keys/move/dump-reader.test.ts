/** keys/move/dump-reader.ts and dump-writer.ts together: what was added comes back, and of a damaged file what is whole. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { BLOCK_HEADER_BYTES, BLOCK_KIND, sealBlock } from "../../../../src/keys/move/dump-format.ts";
import { type DumpEnding, DumpReader } from "../../../../src/keys/move/dump-reader.ts";
import { DumpWriter } from "../../../../src/keys/move/dump-writer.ts";
import { essence, inPieces, numberedItem } from "../../../support/stored-items.ts";

const HEADER = { created: "2026-01-31T12:00:00.000Z", servers: ["a:11211", "b:11211"] };

/** A dump of two servers in several blocks. */
async function dump(isGzip: boolean, count = 600): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const writer = new DumpWriter(async (bytes) => {
    pieces.push(bytes);
  }, isGzip);
  writer.begin(HEADER);
  for (let number = 0; number < count; number++) {
    writer.add(number % 2, numberedItem(number, 1_700_000_000_000));
    if (number % 100 === 99) {
      await writer.flush();
    }
  }
  await writer.end({ items: count });
  return Buffer.concat(pieces);
}

async function read(
  bytes: Buffer,
  size: number,
): Promise<{ items: string[]; ends: (number | undefined)[]; ending: DumpEnding | undefined }> {
  const reader = await DumpReader.open(inPieces(bytes, size));
  assert.deepEqual(reader.header, HEADER);
  const items: string[] = [];
  const ends: (number | undefined)[] = [reader.headerEnd];
  for await (const block of reader.blocks()) {
    items.push(...block.items.map((item) => `${block.server} ${essence(item)}`));
    ends.push(block.endOffset);
  }
  return { items, ends, ending: reader.ending };
}

const WANTED = Array.from(
  { length: 600 },
  (_, number) => `${number % 2} ${essence(numberedItem(number, 1_700_000_000_000))}`,
);

test("plain and packed dumps come back, whatever the pieces they are read in", async () => {
  for (const isGzip of [false, true]) {
    const bytes = await dump(isGzip);
    for (const size of [7, 4096, bytes.length]) {
      const { items, ending } = await read(bytes, size);
      assert.deepEqual(new Set(items), new Set(WANTED));
      assert.deepEqual(ending, { kind: "whole", items: 600 });
    }
  }
});

test("a packed dump is the plain one to gunzip; packed again by another program it is read too", async () => {
  const packed = await dump(true, 200);
  const plain = gunzipSync(packed);
  assert.deepEqual(plain, await dump(false, 200));
  const { items, ends, ending } = await read(gzipSync(plain), 1000);
  assert.equal(items.length, 200);
  assert.deepEqual(ending, { kind: "whole", items: 200 });
  assert.ok(ends.every((end) => end === undefined));
});

test("a file that was cut off is good up to its last whole block, and says that it was", async () => {
  for (const isGzip of [false, true]) {
    const bytes = await dump(isGzip);
    const whole = await read(bytes, bytes.length);
    const first = whole.ends[0] as number;
    for (let length = first; length < bytes.length; length += 997) {
      const { ends, items, ending } = await read(bytes.subarray(0, length), 64 * 1024);
      assert.equal(ending?.kind, "broken");
      assert.deepEqual(
        ends,
        whole.ends.filter((end) => (end as number) <= length),
      );
      assert.deepEqual(items, whole.items.slice(0, items.length));
    }
    // Cut where a block ends.
    const { ending } = await read(bytes.subarray(0, whole.ends.at(-1)), 64 * 1024);
    assert.deepEqual(ending, { kind: "broken", found: "was not finished: it ends without its end block" });
  }
});

test("damage ends it where it is", async () => {
  for (const isGzip of [false, true]) {
    const bytes = await dump(isGzip);
    const { ends } = await read(bytes, bytes.length);
    const at = (ends[2] as number) + 40;
    bytes[at] = (bytes[at] as number) ^ 1;
    const damaged = await read(bytes, bytes.length);
    assert.deepEqual(damaged.ending, { kind: "broken", found: "is damaged" });
    assert.deepEqual(damaged.ends, ends.slice(0, 3));
  }
});

test("what is no dump is refused", async () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from("hello\nworld"), gzipSync("hello\n"), Buffer.alloc(100)]) {
    await assert.rejects(DumpReader.open(inPieces(bytes, 10)), { code: "USAGE" });
  }
});

test("a dump that lacks a whole block is not taken for a whole one", async () => {
  for (const isGzip of [false, true]) {
    const bytes = await dump(isGzip);
    const { ends } = await read(bytes, bytes.length);
    const lacking = Buffer.concat([bytes.subarray(0, ends[0]), bytes.subarray(ends[1])]);
    const { items, ending } = await read(lacking, 1000);
    assert.ok(ending?.kind === "broken");
    assert.equal(ending.found, `has ${items.length} items, and its end block says 600`);
  }
});

test("an end block that says nothing is damage, not a bug", async () => {
  const bytes = await dump(false, 10);
  const end = Buffer.concat([Buffer.alloc(BLOCK_HEADER_BYTES), Buffer.from("[")]);
  sealBlock(end, BLOCK_KIND.end, 0, 0);
  const lastBlock = bytes.lastIndexOf("MTBK");
  const { ending } = await read(Buffer.concat([bytes.subarray(0, lastBlock), end]), 1000);
  assert.deepEqual(ending, { kind: "broken", found: "is damaged" });
});
