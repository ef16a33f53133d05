/** decode/render-atom.ts: values without parts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { textWidth } from "../../../src/base/text-width.ts";
import { anchorSegments, atomSegments, quoted } from "../../../src/decode/render-atom.ts";
import { listNode, type TreeNode, textNode } from "../../../src/decode/tree.ts";

function shown(node: TreeNode, room = 80): string | undefined {
  return atomSegments(node, room)
    ?.map(({ text, style }) => (style === "note" ? `<${text}>` : text))
    .join("");
}

test("texts are quoted and escaped", () => {
  assert.equal(quoted('a"b\\c\n\x1b\u202e'), '"a\\"b\\\\c\\n\\e\\xe2\\x80\\xae"');
  assert.equal(shown({ kind: "name", text: "App\\User\x07" }), "App\\User\\x07");
});

test("what is too long is cut, and says how long it is", () => {
  assert.equal(shown(textNode("x".repeat(50)), 30), '"xxxxxxxxxxxxx"<… 50 characters>');
  assert.equal(shown({ kind: "bytes", value: new Uint8Array(50) }, 30), 'b"\\x00\\x00\\x00\\x00"<… 50 bytes>');
  assert.equal(shown({ kind: "number", text: "1".repeat(50) }, 20), `${"1".repeat(9)}<… 50 digits>`);
  assert.equal(shown(textNode("日".repeat(50)), 30), '"日日日日日日"<… 50 characters>');
  const png = Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d494844520000001000000020", "hex"), Buffer.alloc(50)]);
  assert.equal(shown({ kind: "bytes", value: png }, 50), 'b"\\x89PNG\\r\\n\\x1a\\n"<… 74 bytes, PNG image, 16 x 32>');
  const text = shown(textNode("\x1b".repeat(1_000_000)), 40) ?? "";
  assert.ok(textWidth(text) <= 42, text);
  assert.ok(shown(textNode("abc"), 1) !== undefined);
});

test("anchors, references and cuts", () => {
  assert.equal(shown({ ...textNode("a"), anchor: 2 }), '&2 "a"');
  assert.equal(shown({ kind: "reference", anchor: 2 }), "*2");
  assert.equal(shown({ kind: "cut", why: "it is long" }), "… it is long");
  assert.deepEqual(anchorSegments(undefined), []);
  assert.equal(shown(listNode("list")), undefined);
});
