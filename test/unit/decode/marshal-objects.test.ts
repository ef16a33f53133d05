/** decode/marshal-objects.ts: classes of Ruby's library, and objects that only bear their names. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inEncoding, simplifyRuby } from "../../../src/decode/marshal-objects.ts";
import {
  listNode,
  mapNode,
  NULL_NODE,
  numberNode,
  objectNode,
  type TreeNode,
  textNode,
} from "../../../src/decode/tree.ts";
import { oneLine } from "../../support/decode-fixtures.ts";

function shown(className: string, ...args: TreeNode[]): string | undefined {
  const node = simplifyRuby(objectNode(className, args));
  return node && oneLine(node);
}

function numbers(...values: number[]): TreeNode {
  return listNode("array", values.map(numberNode));
}

test("numbers, sets and hashes", () => {
  assert.equal(shown("Rational", numbers(1, 3)), "Rational(1, 3)");
  assert.equal(shown("BigDecimal", textNode("18:-0.125e2")), "-0.125e2");
  assert.equal(shown("BigDecimal", textNode("x")), undefined);
  assert.equal(
    shown("ActiveSupport::HashWithIndifferentAccess", mapNode("hash", [[textNode("a"), NULL_NODE]])),
    'ActiveSupport::HashWithIndifferentAccess {"a": null}',
  );
  const set = objectNode("Set");
  assert.equal(simplifyRuby(set), undefined);
  set.fields.push({ name: "@hash", value: mapNode("hash", [[numberNode(1), NULL_NODE]]) });
  assert.deepEqual(simplifyRuby(set), listNode("set", [numberNode(1)]));
  assert.equal(shown("Other", numbers(1)), undefined);
});

test("dates with and without time", () => {
  assert.equal(shown("Date", numbers(0, 2461100, 0, 0, 0, 2299161)), "2026-02-28");
  assert.equal(shown("DateTime", numbers(0, 2461100, 3600, 0, -5400, 2299161)), "2026-02-27T23:30:00-01:30");
  assert.equal(shown("Date", numbers(0, 2461100, 0, 0, 0)), undefined);
  assert.equal(shown("Date", numbers(0, 1e300, 0, 0, 0, 2299161)), undefined);
  assert.equal(shown("Date", numbers(5, 2461100, 0, 0, 0, 2299161)), undefined);
  assert.equal(shown("Date"), undefined);
});

test("texts of an encoding that the platform knows", () => {
  const named = (value: string): { name: string; value: TreeNode }[] => [{ name: "encoding", value: textNode(value) }];
  const bytes: TreeNode = { kind: "bytes", value: Buffer.from([0x82, 0xa0]) };
  assert.deepEqual(inEncoding(bytes, named("Shift_JIS")), textNode("あ"));
  assert.equal(inEncoding(bytes, named("no such encoding")), undefined);
  assert.equal(inEncoding(bytes, []), undefined);
  assert.equal(inEncoding(NULL_NODE, named("Shift_JIS")), undefined);
});
