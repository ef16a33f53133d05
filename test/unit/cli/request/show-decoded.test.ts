/** Values for people. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { deflateSync } from "node:zlib";
import { createStyle } from "../../../../src/cli/output/style.ts";
import { type ShownItem, showDecoded } from "../../../../src/cli/request/show-decoded.ts";

function show(value: string | Buffer, color = false): ShownItem {
  const style = createStyle(color);
  return showDecoded({ value: Buffer.from(value), flags: 0, cas: undefined }, 80, { value: style, notes: style });
}

it("text stays text, line by line, and is safe on a terminal", () => {
  assert.deepEqual(show("hello"), { value: "hello\n", notes: "" });
  assert.equal(show("one\n\x1b[2Jtwo").value, "one\n\\e[2Jtwo\n");
});

it("tells how a value was read apart from the value", () => {
  const { value, notes } = show(deflateSync('{"name":"Ada"}'));
  assert.equal(value, '{"name": "Ada"}\n');
  assert.match(notes, /zlib/);
});

it("colours where it may", () => {
  assert.ok(show('{"name":"Ada"}', true).value.includes("\x1b[1m"));
  assert.ok(!show('{"name":"Ada"}').value.includes("\x1b"));
});

it("cuts what is endless", () => {
  const { value, notes } = show("x\n".repeat(5000));
  assert.equal(value.split("\n").length - 1, 1000);
  assert.match(notes, /cut after/);
});
