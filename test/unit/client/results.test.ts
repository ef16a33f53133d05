/** client/results.ts: replies become results, refusals become errors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { collectItems, itemOf, lineOf, metaOf, numberOf, statsOf, versionOf } from "../../../src/client/results.ts";
import type { ValueEntry } from "../../../src/protocol/reply.ts";

const entry: ValueEntry = { key: "k", flags: 1, cas: undefined, value: Buffer.from("v") };

test("hits, misses and silence", () => {
  assert.equal(itemOf({ kind: "values", entries: [entry] }), entry);
  assert.equal(itemOf({ kind: "values", entries: [] }), undefined);
  assert.equal(numberOf({ kind: "number", value: 5n }), 5n);
  assert.equal(numberOf({ kind: "line", text: "NOT_FOUND" }), undefined);
  assert.equal(metaOf({ kind: "none" }), undefined);
  assert.deepEqual(statsOf({ kind: "line", text: "RESET" }), []);
  assert.equal(versionOf({ kind: "version", version: "1" }), "1");
});

test("the items of several multigets are one map", () => {
  const other: ValueEntry = { ...entry, key: Buffer.from("o") };
  const items = collectItems([[entry], [], [other]]);
  assert.deepEqual([...items.keys()], ["k", other.key]);
});

test("a reply of a kind that the parser cannot give is a BUG, not a result", () => {
  for (const convert of [lineOf, itemOf, metaOf, versionOf]) {
    assert.throws(() => convert({ kind: "closed" }), { code: "BUG" });
  }
});
