/** keys/prefix-table.ts: where prefixes are cut, and what is true however many there are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PrefixTable } from "../../../src/keys/prefix-table.ts";
import { keyEntry } from "../../support/key-entries.ts";

function prefixes(keys: readonly string[], delimiter: string, depth: number): Record<string, number> {
  const table = new PrefixTable({ delimiter, depth, prefixesMax: 100 });
  for (const key of keys) {
    table.add(keyEntry(key), 0);
  }
  return Object.fromEntries(table.groups.map(({ prefix, group }) => [prefix, group.itemCount]));
}

test("a prefix ends with its delimiter; keys with fewer parts keep those they have", () => {
  const keys = ["user:1:name", "user:1:mail", "user:2:name", "user:x", "plain", ":odd", "\xff\x00:1"];
  assert.deepEqual(prefixes(keys, ":", 1), { "user:": 4, "": 1, ":": 1, "\xff\x00:": 1 });
  assert.deepEqual(prefixes(keys, ":", 2), { "user:1:": 2, "user:2:": 1, "user:": 1, "": 1, ":": 1, "\xff\x00:": 1 });
  assert.deepEqual(prefixes(["a::b::c"], "::", 2), { "a::b::": 1 });
  assert.deepEqual(prefixes(["a/b", "a:b"], "/", 1), { "a/": 1, "": 1 });
});

test("with too many prefixes the sums stay exact, memory bounded, and the bound of what a prefix lacks holds", () => {
  const key = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 1000 }));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 400 }), (keys) => {
      const table = new PrefixTable({ delimiter: ":", depth: 1, prefixesMax: 4 });
      const truth = new Map<string, { bytes: number; items: number }>();
      for (const [number, sizeBytes] of keys) {
        table.add(keyEntry(`${number}:x`, { sizeBytes }), 0);
        const { bytes, items } = truth.get(`${number}:`) ?? { bytes: 0, items: 0 };
        truth.set(`${number}:`, { bytes: bytes + sizeBytes, items: items + 1 });
        assert.ok(table.groups.length <= 8);
      }
      const shown = table.groups.reduce((sum, { group }) => sum + group.itemCount, 0);
      assert.equal(shown + table.others.itemCount, keys.length);
      assert.equal(table.isFolded, table.others.itemCount > 0);
      for (const { prefix, group, missingBytesMax, missingItemsMax } of table.groups) {
        const { bytes, items } = truth.get(prefix) ?? { bytes: 0, items: 0 };
        assert.ok(group.bytes <= bytes && bytes <= group.bytes + missingBytesMax, `bytes of ${prefix}`);
        assert.ok(group.itemCount <= items && items <= group.itemCount + missingItemsMax, `items of ${prefix}`);
      }
    }),
  );
});
