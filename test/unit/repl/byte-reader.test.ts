/** Lines and blocks, however the input is cut. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteReader } from "../../../src/repl/byte-reader.ts";

async function* chunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < text.length; start += size) {
    yield Buffer.from(text.slice(start, start + size), "latin1");
    yield Buffer.alloc(0);
  }
}

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString("latin1");

test("lines and counted blocks come out whole, with either line end, the last line without one", async () => {
  for (const size of [1, 2, 3, 7, 100]) {
    const reader = new ByteReader(chunks("set a 0 0 5\r\na\r\nb\n\r\nget a\n\nlast", size));
    assert.equal(text(await reader.readLine()), "set a 0 0 5");
    assert.equal(text(await reader.readBytes(5)), "a\r\nb\n");
    const rest: (string | undefined)[] = [];
    for (let line = text(await reader.readLine()); line !== undefined; line = text(await reader.readLine())) {
      rest.push(line);
    }
    assert.deepEqual(rest, ["", "get a", "", "last"], `pieces of ${size}`);
  }
});

test("a block that the input ends in is as long as what is there", async () => {
  const reader = new ByteReader(chunks("abc", 2));
  assert.equal(text(await reader.readBytes(10)), "abc");
  assert.equal(text(await reader.readBytes(10)), "");
  assert.equal(await reader.readLine(), undefined);
});

test("a line without an end is refused before it takes all memory", async () => {
  const reader = new ByteReader(chunks("x".repeat(2 * 1024 * 1024), 64 * 1024));
  await assert.rejects(reader.readLine(), { code: "USAGE", message: /a line of more than 1048576 bytes/ });
});
