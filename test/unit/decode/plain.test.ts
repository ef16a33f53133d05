/** decode/plain.ts: decoded values as data for --json. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeValue } from "../../../src/decode/decode.ts";
import { plainDecoded, plainTree } from "../../../src/decode/plain.ts";
import {
  listNode,
  mapNode,
  NULL_NODE,
  nameNode,
  numberNode,
  objectNode,
  type TreeNode,
  textNode,
} from "../../../src/decode/tree.ts";

function json(node: TreeNode): string {
  return JSON.stringify(plainTree(node));
}

describe("a tree as plain data", () => {
  it("is natural where JSON has the shape", () => {
    const map = mapNode("dict", [
      [textNode("a"), listNode("list", [numberNode(1), numberNode(1.5), NULL_NODE])],
      [textNode("__proto__"), { kind: "boolean", value: true }],
    ]);
    assert.equal(json(map), '{"a":[1,1.5,null],"__proto__":true}');
  });

  it("keeps digits, order and keys that are no texts", () => {
    assert.equal(json(numberNode(2n ** 53n)), '{"$number":"9007199254740992"}');
    assert.equal(json({ kind: "number", text: "NaN" }), '{"$number":"NaN"}');
    assert.equal(json({ kind: "number", text: "-0.0" }), '{"$number":"-0.0"}');
    assert.equal(json(mapNode("dict", [[numberNode(1), NULL_NODE]])), '{"$map":[[1,null]]}');
    const twice = mapNode("object", [
      [textNode("a"), numberNode(1)],
      [textNode("a"), numberNode(2)],
    ]);
    assert.equal(json(twice), '{"$map":[["a",1],["a",2]]}');
    const reordered = mapNode("object", [
      [textNode("b"), numberNode(1)],
      [textNode("1"), numberNode(2)],
    ]);
    assert.equal(json(reordered), '{"$map":[["b",1],["1",2]]}');
    assert.equal(json(mapNode("object", [[textNode("$name"), NULL_NODE]])), '{"$map":[["$name",null]]}');
  });

  it("has marks for the rest", () => {
    const object = objectNode("a.B", [numberNode(1)]);
    object.fields.push({ name: "x", note: "private", value: { kind: "date", text: "2026-02-28" } });
    object.items.push({ kind: "bytes", value: Buffer.from([0xff]) });
    object.entries.push([nameNode("k"), { kind: "reference", anchor: 1 }]);
    assert.equal(
      json({ ...object, anchor: 1 }),
      '{"$anchor":1,"value":{"$class":"a.B","args":[1],"fields":[{"name":"x","note":"private","value":{"$date":"2026-02-28"}}],"items":[{"$bytes":"/w=="}],"entries":[[{"$name":"k"},{"$reference":1}]]}}',
    );
    assert.equal(
      json(listNode("tuple", [{ kind: "cut", why: "long" }])),
      '{"$list":"tuple","items":[{"$cut":"long"}]}',
    );
  });
});

it("a decoded value tells its kind and how it was reached", () => {
  const plain = (bytes: Uint8Array | string, flags = 0): unknown =>
    JSON.parse(JSON.stringify(plainDecoded(decodeValue(Buffer.from(bytes), flags))));
  assert.deepEqual(plain("[1]"), {
    kind: "tree",
    format: "JSON",
    value: [1],
    steps: ["JSON"],
    warnings: [],
    flags: [],
  });
  assert.deepEqual(plain("9007199254740993", 8), {
    kind: "number",
    value: { $number: "9007199254740993" },
    steps: ["flags 8: number (memcached (npm))"],
    warnings: [],
    flags: [
      { client: "memcached (npm)", meaning: "number", fits: true },
      { client: "pylibmc, pymemcache, python-memcached", meaning: "bytes, packed with zlib", fits: false },
    ],
  });
  assert.deepEqual(plain(Buffer.from([0, 1])), {
    kind: "binary",
    what: "binary data",
    value: { $bytes: "AAE=" },
    steps: ["binary data"],
    warnings: [],
    flags: [],
  });
  assert.deepEqual(plain("text"), { kind: "text", value: "text", steps: [], warnings: [], flags: [] });
});
