/** value-writer: the same bytes for the same value, other bytes for another, and nothing beside the value touched. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ValueBlock } from "../../../../src/bench/workload/value-block.ts";
import { STAMP_BYTES } from "../../../../src/bench/workload/value-stamp.ts";
import { ValueWriter } from "../../../../src/bench/workload/value-writer.ts";

const BYTES_MAX = 3000;

function value(writer: ValueWriter, key: number, version: number, length: number): Buffer {
  const target = Buffer.alloc(length + 20, 1);
  writer.write(target, 10, key, version, length);
  assert.deepEqual([...target.subarray(0, 10), ...target.subarray(10 + length)], new Array(20).fill(1));
  return target.subarray(10, 10 + length);
}

const key = fc.nat(2 ** 31 - 2);
const version = fc.nat(2 ** 24 - 1);

for (const run of [undefined, 77]) {
  test(`run ${run}: a value is a cut of the block with a head over it`, () => {
    const block = new ValueBlock(BYTES_MAX, 0);
    const head = run === undefined ? 4 : STAMP_BYTES;
    fc.assert(
      fc.property(key, version, fc.integer({ min: head, max: BYTES_MAX }), (number, issue, length) => {
        const bytes = value(new ValueWriter(block, run), number, issue, length);
        const place = block.placeOf(number, issue, length);
        assert.ok(bytes.subarray(head).equals(block.bytes.subarray(place + head, place + length)));
        assert.ok(bytes.equals(value(new ValueWriter(block, run), number, issue, length)));
      }),
    );
  });

  test(`run ${run}: two keys have different values, and so have two versions, even where everything is compressible`, () => {
    const writer = new ValueWriter(new ValueBlock(BYTES_MAX, 1), run);
    const length = fc.integer({ min: STAMP_BYTES, max: 60 });
    fc.assert(
      fc.property(key, key, version, version, length, (one, other, issue, later, bytes) => {
        fc.pre(one !== other && issue !== later);
        const first = value(writer, one, issue, bytes);
        assert.ok(!first.equals(value(writer, other, issue, bytes)));
        assert.ok(!first.equals(value(writer, one, later, bytes)));
      }),
    );
  });
}

test("values too short for a head of their own: all lengths, and as different as they can be", () => {
  const writer = new ValueWriter(new ValueBlock(8, 0), undefined);
  assert.equal(value(writer, 5, 0, 0).length, 0);
  for (const [length, distinct] of [
    [1, 200],
    [2, 1000],
    [3, 1000],
    [4, 1000],
  ] as const) {
    const values = new Set(
      Array.from({ length: 1000 }, (_, number) => value(writer, number, 0, length).toString("hex")),
    );
    assert.ok(values.size >= distinct, `${length} bytes: ${values.size} of 1000`);
  }
});

test("a stamp is what a person reads", () => {
  const bytes = value(new ValueWriter(new ValueBlock(100, 0), 0xc0ffee), 16, 3, 100);
  assert.equal(bytes.toString("latin1", 0, STAMP_BYTES), "000000100000000300c0ffee");
});
