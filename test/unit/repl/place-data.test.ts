/** Where the value of a storage command is, in both forms. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findCommand } from "../../../src/protocol/command-table.ts";
import { placeData } from "../../../src/repl/place-data.ts";
import { splitWords } from "../../../src/repl/words.ts";

function place(line: string) {
  const { words } = splitWords(line);
  const spec = findCommand([line.split(" ")[0] ?? ""]);
  assert.ok(spec !== undefined);
  const placed = placeData(words, spec);
  if ("message" in placed) {
    return placed.message;
  }
  const sent = placed.words.map((word) => Buffer.from(word).toString()).join(" ");
  return [sent, placed.value === undefined ? placed.valueBytes : Buffer.from(placed.value).toString()];
}

test("the shell's form fills in the byte count, in bytes and not in characters", () => {
  assert.deepEqual(place('set k 0 0 "漢"'), ["set k 0 0 3", "漢"]);
  assert.deepEqual(place('cas k 0 0 "v" 9'), ["cas k 0 0 1 9", "v"]);
  assert.deepEqual(place('ms k "v" T1'), ["ms k 1 T1", "v"]);
});

test("memcached's form leaves the value to the next line, or takes it behind the count", () => {
  assert.deepEqual(place("set k 0 0 3"), ["set k 0 0 3", 3]);
  assert.deepEqual(place("set k 0 0 3 abc"), ["set k 0 0 3", "abc"]);
  assert.deepEqual(place("ms k 3 T1"), ["ms k 3 T1", 3]);
});

test("what cannot be right is explained", () => {
  assert.equal(place("set k 0 0 3 ab"), "the value has 2 bytes, the line says 3");
  assert.equal(place("set k 0 0 3 a b"), "the value has several words");
  assert.equal(place("set k"), "set needs: set key flags exptime value");
  assert.equal(place("set k 0 0 2147483646"), "a value cannot have 2147483646 bytes");
});
