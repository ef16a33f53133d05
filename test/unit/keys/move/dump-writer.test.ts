/** keys/move/dump-writer.ts: blocks, back-pressure and failures; what is written is read in dump-reader.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DumpReader } from "../../../../src/keys/move/dump-reader.ts";
import { DumpWriter } from "../../../../src/keys/move/dump-writer.ts";
import { inPieces } from "../../../support/stored-items.ts";

const item = (bytes: number) => ({
  key: Buffer.from("key"),
  value: Buffer.alloc(bytes),
  flags: 0,
  expiresAtMs: 0,
  lastAccessS: 0,
  cas: 0n,
});

test("blocks are filled, and an item that is larger has one of its own", async () => {
  const pieces: Buffer[] = [];
  const writer = new DumpWriter(async (bytes) => {
    pieces.push(bytes);
  }, false);
  writer.begin({ created: "x", servers: ["a"] });
  for (const bytes of [100_000, 100_000, 3_000_000, 10]) {
    writer.add(0, item(bytes));
  }
  await writer.end({ items: 4 });
  const reader = await DumpReader.open(inPieces(Buffer.concat(pieces), 65_536));
  const lengths: number[][] = [];
  for await (const { items } of reader.blocks()) {
    lengths.push(items.map(({ value }) => value.length));
  }
  assert.deepEqual(lengths, [[100_000, 100_000], [3_000_000], [10]]);
  assert.equal(writer.bytesWritten, Buffer.concat(pieces).length);
});

test("the first line comes with the first block, that of a dump without items too", async () => {
  const pieces: Buffer[] = [];
  const writer = new DumpWriter(async (bytes) => {
    pieces.push(bytes);
  }, false);
  writer.begin({ created: "x", servers: ["a"] });
  await writer.flush();
  assert.deepEqual([pieces.length, writer.bytesWritten], [0, 0]);
  await writer.end({ items: 0 });
  const reader = await DumpReader.open(inPieces(Buffer.concat(pieces), 65_536));
  for await (const block of reader.blocks()) {
    assert.fail(`a block of ${block.items.length}`);
  }
  assert.deepEqual(reader.ending, { kind: "whole", items: 0 });
});

test("a slow output is waited for, and what it says when it fails is said to whoever waits", async () => {
  let write: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const writer = new DumpWriter(
    () =>
      new Promise((resolve, reject) => {
        write = { resolve, reject };
      }),
    false,
  );
  assert.equal(writer.ready(), undefined);
  for (let count = 0; count < 3; count++) {
    writer.add(0, item(400_000));
  }
  const waiting = writer.ready();
  assert.ok(waiting !== undefined, "two blocks wait");
  await new Promise(setImmediate);
  write?.reject(new Error("no space left"));
  await assert.rejects(waiting, /no space left/);
  await assert.rejects(writer.flush(), /no space left/);
});
