/** keys/key-table.ts: does what a Map does, with few and with colliding hashes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KeyTable } from "../../../src/keys/key-table.ts";

test("whatever is inserted and removed, each key is found at its slot and no other is", () => {
  const CAPACITY = 8;
  const operation = fc.record({ key: fc.constantFrom(..."abcdefghijklmnop"), isInsert: fc.boolean() });
  fc.assert(
    // Few different hashes, so that searches run into each other and around the end.
    fc.property(fc.array(operation, { maxLength: 60 }), fc.constantFrom(1, 2, 3, 1000), (operations, hashes) => {
      const table = new KeyTable(CAPACITY);
      const hashOf = (key: string): number => (Math.imul(key.charCodeAt(0), 0x9e3779b1) % hashes) - 1;
      const model = new Map<string, number>();
      const free = Array.from({ length: CAPACITY }, (_, slot) => slot);
      for (const { key, isInsert } of operations) {
        const slot = model.get(key);
        if (isInsert && slot === undefined && free.length > 0) {
          const taken = free.pop() as number;
          table.insert(taken, key, hashOf(key));
          model.set(key, taken);
        } else if (!isInsert && slot !== undefined) {
          table.remove(slot);
          model.delete(key);
          free.push(slot);
        }
        for (const name of "abcdefghijklmnop") {
          const bytes = Buffer.from(`_${name}_`);
          assert.equal(table.find(bytes, 1, 2, hashOf(name)), model.get(name) ?? -1);
        }
      }
      for (const [key, slot] of model) {
        assert.equal(table.keyOf(slot), key);
      }
    }),
  );
});

test("keys of the same hash are told apart by every byte and by their length", () => {
  const table = new KeyTable(4);
  table.insert(0, "ab\xff", 7);
  const find = (text: string): number => {
    const bytes = Buffer.from(text, "latin1");
    return table.find(bytes, 0, bytes.length, 7);
  };
  assert.deepEqual(["ab\xff", "ab\xfe", "ab", "ab\xff\xff", ""].map(find), [0, -1, -1, -1, -1]);
});
