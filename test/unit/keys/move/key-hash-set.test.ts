/** keys/move/key-hash-set.ts: as a Set of keys, for each server, and into a file and back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KeyHashSet } from "../../../../src/keys/move/key-hash-set.ts";

test("it has what was added, of the server it was added for, and nothing else", () => {
  const entry = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.nat(40).map(String));
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 200 }), fc.integer(), (entries, seed) => {
      const set = new KeyHashSet(seed);
      const model = new Set<string>();
      for (const [server, key] of entries) {
        assert.equal(set.add(server, Buffer.from(key)), !model.has(`${server} ${key}`));
        model.add(`${server} ${key}`);
      }
      const copy = KeyHashSet.of(set.seed, set.hashes());
      for (const one of [set, copy]) {
        assert.equal(one.size, model.size);
        for (let server = 0; server < 3; server++) {
          for (let key = 0; key <= 40; key++) {
            assert.equal(one.has(server, Buffer.from(String(key))), model.has(`${server} ${key}`));
          }
        }
      }
    }),
  );
});

test("many keys: none is lost while it grows, none is taken for another", () => {
  const set = new KeyHashSet(99);
  const COUNT = 200_000;
  for (let key = 0; key < COUNT; key++) {
    assert.ok(set.add(0, Buffer.from(`key:${key}`)));
  }
  assert.equal(set.size, COUNT);
  for (let key = 0; key < COUNT; key++) {
    assert.ok(set.has(0, Buffer.from(`key:${key}`)));
    assert.ok(!set.has(0, Buffer.from(`kex:${key}`)));
  }
  assert.equal(set.hashes().length, COUNT * 8);
});
