/** The ring of records: order, wrapping, room, and what the two sides see of each other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RecordRing } from "../../../src/memory/record-ring.ts";

function write(ring: RecordRing, text: string): boolean {
  const at = ring.reserve(text.length);
  if (at < 0) {
    return false;
  }
  ring.bytes.write(text, at, "latin1");
  ring.publish();
  return true;
}

function take(ring: RecordRing): string | undefined {
  const at = ring.peek();
  if (at < 0) {
    return undefined;
  }
  const text = ring.bytes.toString("latin1", at, at + ring.recordBytes);
  ring.drop();
  return text;
}

test("records come out as they went in, in order, over many rounds and of any length", () => {
  const shared = RecordRing.create(256);
  const writer = new RecordRing(shared);
  const reader = new RecordRing(shared);
  const waiting: string[] = [];
  let written = 0;
  for (let round = 0; round < 3000; round++) {
    const text = `${round}:${"x".repeat((round * 7) % 61)}`;
    if (write(writer, text)) {
      waiting.push(text);
      written++;
    }
    if (round % 3 !== 0) {
      assert.equal(take(reader), waiting.shift());
    }
    assert.equal(reader.isEmpty, waiting.length === 0);
  }
  assert.ok(written > 1000);
  for (const text of waiting) {
    assert.equal(take(reader), text);
  }
  assert.equal(take(reader), undefined);
});

test("what does not fit is refused and leaves the rest alone; taking makes room", () => {
  const shared = RecordRing.create(64);
  const writer = new RecordRing(shared);
  const reader = new RecordRing(shared);
  assert.ok(write(writer, "one"));
  assert.ok(write(writer, "two"));
  assert.ok(write(writer, "three"));
  assert.equal(write(writer, "four"), false);
  assert.equal(write(writer, "x".repeat(1000)), false);
  assert.equal(take(reader), "one");
  assert.ok(write(writer, "four"));
  assert.deepEqual([take(reader), take(reader), take(reader)], ["two", "three", "four"]);
});

test("a record is seen once it is published; clearing forgets what was there", () => {
  const shared = RecordRing.create(64);
  const writer = new RecordRing(shared);
  const reader = new RecordRing(shared);
  writer.reserve(4);
  assert.ok(reader.isEmpty);
  writer.publish();
  assert.ok(!reader.isEmpty);
  reader.clear();
  assert.ok(reader.isEmpty);
  assert.ok(write(writer, "next"));
  assert.equal(take(reader), "next");
});

test("records of numbers stand where 64-bit floats can", () => {
  const ring = new RecordRing(RecordRing.create(128));
  assert.ok(write(ring, "odd"));
  const at = ring.reserve(16);
  ring.floats[at >> 3] = 1.5;
  ring.publish();
  assert.equal(take(ring), "odd");
  assert.equal(ring.floats[ring.peek() >> 3], 1.5);
});
