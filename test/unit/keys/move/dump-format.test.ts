/** keys/move/dump-format.ts: what is written is read, and nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  BLOCK_HEADER_BYTES,
  BLOCK_KIND,
  decodeHeader,
  encodeHeader,
  isIntact,
  readBlockHeader,
  readItems,
  recordBytes,
  sealBlock,
  writeItem,
} from "../../../../src/keys/move/dump-format.ts";
import type { StoredItem } from "../../../../src/keys/move/stored-item.ts";

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const item: fc.Arbitrary<StoredItem> = fc.record({
  key: fc.uint8Array({ minLength: 1, maxLength: 250 }).map((bytes) => Buffer.from(bytes)),
  value: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  flags: uint32,
  // Whole 256ths of a second are kept exactly enough to be milliseconds again.
  expiresAtMs: fc
    .record({ s: uint32, part: fc.integer({ min: 0, max: 255 }) })
    .map(({ s, part }) => s * 1000 + Math.round((part / 256) * 1000)),
  lastAccessS: uint32,
  cas: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
});

function payloadOf(items: readonly StoredItem[]): Buffer {
  const payload = Buffer.alloc(items.reduce((sum, one) => sum + recordBytes(one), 0));
  let at = 0;
  for (const one of items) {
    at = writeItem(payload, at, one);
  }
  assert.equal(at, payload.length);
  return payload;
}

test("items survive with everything; expiry to a 256th of a second", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), (items) => {
      const payload = payloadOf(items);
      const read = readItems(payload, items.length);
      assert.ok(read !== undefined);
      for (const [index, one] of read.entries()) {
        const { expiresAtMs, ...rest } = one;
        const { expiresAtMs: wanted, ...others } = items[index] as StoredItem;
        assert.deepEqual(rest, others);
        assert.ok(Math.abs(expiresAtMs - wanted) <= 4);
      }
      assert.equal(readItems(payload, items.length + 1), undefined);
      if (payload.length > 0) {
        assert.equal(readItems(payload.subarray(0, -1), items.length), undefined);
      }
    }),
  );
});

test("a block tells what is in it, and any changed bit is noticed", () => {
  const payload = payloadOf([
    { key: Buffer.from("k"), value: Buffer.from("v"), flags: 1, expiresAtMs: 0, lastAccessS: 0, cas: 0n },
  ]);
  const block = Buffer.concat([Buffer.alloc(BLOCK_HEADER_BYTES), payload]);
  sealBlock(block, BLOCK_KIND.items, 3, 1);
  const { checksum: _, ...header } = readBlockHeader(block) ?? {};
  assert.deepEqual(header, { kind: BLOCK_KIND.items, server: 3, records: 1, payloadBytes: payload.length });
  assert.ok(isIntact(block, block.subarray(BLOCK_HEADER_BYTES)));
  for (let bit = 0; bit < block.length * 8; bit++) {
    const damaged = Buffer.from(block);
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
    assert.ok(!isIntact(damaged, damaged.subarray(BLOCK_HEADER_BYTES)), `bit ${bit}`);
  }
});

test("the first line is read back; what is no dump says so", () => {
  const header = { created: "2026-01-31T12:00:00.000Z", servers: ["a:11211", "/path with space.sock"] };
  assert.deepEqual(decodeHeader(encodeHeader(header).toString()), header);
  for (const line of [
    "",
    "{}\n",
    "null\n",
    "VALUE a 0 1\r\n",
    '{"format":"memtool.dump/2","created":"x","servers":[]}\n',
  ]) {
    assert.throws(() => decodeHeader(line), { code: "USAGE" }, line);
  }
});
