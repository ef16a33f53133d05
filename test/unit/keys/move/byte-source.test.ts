/** keys/move/byte-source.ts: bytes by number, however they come. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteSource } from "../../../../src/keys/move/byte-source.ts";
import { inPieces } from "../../../support/stored-items.ts";

test("takes, peeks and lines give the same bytes for any pieces", async () => {
  const bytes = Buffer.from("line one\n0123456789rest of it");
  for (let size = 1; size <= bytes.length + 1; size++) {
    const source = new ByteSource(inPieces(bytes, size));
    assert.equal((await source.peek(4)).toString(), "line");
    assert.equal(await source.takeLine(100), "line one\n");
    assert.equal(source.position, 9);
    assert.equal((await source.take(10))?.toString(), "0123456789");
    assert.equal(await source.take(11), undefined, "there are only ten left");
    assert.equal((await source.peek(99)).toString(), "rest of it");
    const rest: Buffer[] = [];
    for await (const piece of source.rest()) {
      rest.push(piece);
    }
    assert.equal(Buffer.concat(rest).toString(), "rest of it");
  }
});

test("a line that does not end, or ends too late, is none", async () => {
  assert.equal(await new ByteSource(inPieces(Buffer.from("no end"), 2)).takeLine(100), undefined);
  assert.equal(await new ByteSource(inPieces(Buffer.from("too long\n"), 2)).takeLine(4), undefined);
});

test("a line is there as soon as its end is, whatever is still to come", async () => {
  async function* stalled(): AsyncGenerator<Buffer> {
    yield Buffer.from("one\ntw");
    await new Promise(() => {});
  }
  const source = new ByteSource(stalled());
  assert.equal(await source.takeLine(1000), "one\n");
});
