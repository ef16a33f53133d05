/** decode/pickle-calls.ts: calls whose meaning is certain, and all others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { argumentsOf, callNode } from "../../../src/decode/pickle-calls.ts";
import { listNode, nameNode, numberNode, objectNode, type TreeNode, textNode } from "../../../src/decode/tree.ts";
import { oneLine } from "../../support/decode-fixtures.ts";

function bytes(hex: string): TreeNode {
  return { kind: "bytes", value: Buffer.from(hex, "hex") };
}

function shown(name: string, ...args: TreeNode[]): string {
  return oneLine(callNode(nameNode(name), args));
}

test("a call is shown by name and arguments, whatever is called", () => {
  assert.equal(shown("os.system", textNode("id")), 'os.system("id")');
  assert.equal(oneLine(callNode(objectNode("a.b", []), [numberNode(1)])), "(call)(a.b(), 1)");
  for (const name of ["constructor", "__proto__", "toString"]) assert.equal(shown(name), `${name}()`);
});

test("dates and times of Python are dates, if they can be", () => {
  assert.equal(shown("datetime.date", bytes("07ea021c")), "2026-02-28");
  assert.equal(shown("datetime.datetime", bytes("07ea021c173b3a01e240")), "2026-02-28T23:59:58.123456");
  // Python 2 wrote texts; `fold` is the top bit of the hour.
  assert.equal(shown("datetime.time", textNode("\x97;:\0\0\0")), "23:59:58");
  assert.equal(shown("datetime.date", bytes("07ea0d1c")), 'datetime.date(b"\\x07\\xea\\r\\x1c")');
  assert.equal(shown("datetime.time", bytes("ff0000000000")), 'datetime.time(b"\\xff\\x00\\x00\\x00\\x00\\x00")');
  assert.equal(shown("datetime.datetime", bytes("07ea")), 'datetime.datetime(b"\\x07\\xea")');
});

test("a zone other than UTC stays beside the date", () => {
  const delta = (seconds: number): TreeNode =>
    objectNode("datetime.timedelta", [numberNode(0), numberNode(seconds), numberNode(0)]);
  const day = bytes("07ea021c000000000000");
  const zone = (seconds: number): TreeNode => objectNode("datetime.timezone", [delta(seconds)]);
  assert.equal(shown("datetime.datetime", day, zone(0)), "2026-02-28T00:00:00+00:00");
  assert.match(shown("datetime.datetime", day, zone(3600)), /^datetime\(2026-02-28T00:00:00, datetime.timezone\(/);
});

test("sets, bytes and floats of old protocols", () => {
  const list = listNode("list", [numberNode(1)]);
  assert.equal(shown("__builtin__.set", list), "set [1]");
  assert.equal(shown("builtins.frozenset", list), "frozenset [1]");
  assert.equal(shown("builtins.set", numberNode(1)), "builtins.set(1)");
  assert.equal(shown("_codecs.encode", textNode("é"), textNode("latin1")), 'b"\\xe9"');
  assert.equal(shown("_codecs.encode", textNode("é"), textNode("rot13")), '_codecs.encode("é", "rot13")');
  assert.equal(shown("builtins.bytes"), 'b""');
  assert.equal(shown("builtins.float", textNode("-inf")), "-Infinity");
  assert.equal(shown("builtins.getattr", nameNode("a.B"), textNode("c")), "a.B.c");
});

test("objects that copyreg rebuilds are shown by class", () => {
  assert.equal(
    shown("copy_reg._reconstructor", nameNode("a.B"), nameNode("__builtin__.object"), numberNode(0)),
    "a.B()",
  );
  assert.equal(shown("copyreg._reconstructor", nameNode("a.B"), nameNode("builtins.int"), numberNode(5)), "a.B(5)");
  assert.equal(shown("copyreg._reconstructor", numberNode(1)), "copyreg._reconstructor(1)");
  assert.equal(shown("copyreg.__newobj__", nameNode("a.B"), numberNode(5)), "a.B(5)");
});

test("arguments are the items of a tuple", () => {
  assert.deepEqual(argumentsOf(listNode("tuple", [numberNode(1)])), [numberNode(1)]);
  assert.deepEqual(argumentsOf(numberNode(1)), [numberNode(1)]);
});
