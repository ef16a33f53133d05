/** cluster/ring/rules.ts: rules as people write them, and what every rule with a ring promises. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { KEY_HASH_NAMES } from "../../../../src/cluster/ring/key-hashes.ts";
import type { Placement } from "../../../../src/cluster/ring/placement.ts";
import {
  createPlacement,
  DEFAULT_PLACEMENT,
  formatPlacement,
  PLACEMENT_FORMS,
  parsePlacement,
} from "../../../../src/cluster/ring/rules.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const KEYS = Array.from({ length: 20_000 }, (_, index) => `user:${index}:profile`);

function serversOf(count: number, weights: readonly number[] = []) {
  return Array.from({ length: count }, (_, index) => ({
    host: `10.0.0.${index + 1}`,
    port: 11211,
    weight: weights[index] ?? 1,
  }));
}

/** The part of KEYS that each of `count` servers owns. */
function shares(placement: Placement, count: number): number[] {
  const counts = Array<number>(count).fill(0);
  for (const key of KEYS) {
    const owner = ownerOfText(placement, key);
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return counts.map((keys) => keys / KEYS.length);
}

describe("parsePlacement", () => {
  it("reads a name, with a hash where the rule takes one", () => {
    assert.deepEqual(parsePlacement("ketama"), { name: "ketama", hash: "one_at_a_time" });
    assert.deepEqual(parsePlacement(" ketama-weighted "), { name: "ketama-weighted", hash: "md5" });
    assert.deepEqual(parsePlacement("modula"), { name: "modula", hash: "one_at_a_time" });
    assert.deepEqual(parsePlacement("modula:fnv1a_32"), { name: "modula", hash: "fnv1a_32" });
    assert.deepEqual(parsePlacement("twemproxy"), { name: "twemproxy", hash: "fnv1a_64" });
    assert.equal(parsePlacement(DEFAULT_PLACEMENT).name, "ketama");
  });
  it("is undone by formatPlacement", () => {
    const hashed = ["ketama", "modula", "twemproxy"].flatMap((name) => KEY_HASH_NAMES.map((hash) => `${name}:${hash}`));
    for (const text of [...hashed, "ketama-weighted"]) {
      assert.deepEqual(parsePlacement(formatPlacement(parsePlacement(text))), parsePlacement(text));
    }
    assert.equal(formatPlacement(parsePlacement("modula:one_at_a_time")), "modula");
    assert.equal(formatPlacement(parsePlacement("modula:md5")), "modula:md5");
  });
  it("refuses everything else and lists what there is", () => {
    assert.equal(PLACEMENT_FORMS, "ketama[:HASH], ketama-weighted, modula[:HASH], twemproxy[:HASH]");
    for (const text of ["", "Ketama", "toString", "ketama,modula", "modula:md5:crc"]) {
      assert.throws(() => parsePlacement(text), { code: "USAGE", hint: `write one of ${PLACEMENT_FORMS}` }, text);
    }
    for (const text of ["modula:", "modula:sha1", "twemproxy:constructor"]) {
      assert.throws(() => parsePlacement(text), { code: "USAGE", hint: /one_at_a_time, md5, crc, crc32a,/ }, text);
    }
    assert.throws(() => parsePlacement("ketama-weighted:crc"), { code: "USAGE", hint: /takes no hash/ });
  });
});

describe("createPlacement", () => {
  const rings = ["ketama", "ketama:murmur", "ketama-weighted", "twemproxy:md5"].map(parsePlacement);
  const rules = [...rings, parsePlacement("modula"), parsePlacement("modula:crc")];

  it("places every key on a server of the list, the same again, and all on a single one", () => {
    for (const rule of rules) {
      fc.assert(
        fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 9 }), (key, count) => {
          const owner = ownerOfText(createPlacement(rule, serversOf(count)), key);
          assert.ok(Number.isInteger(owner) && owner >= 0 && owner < count);
          assert.equal(ownerOfText(createPlacement(rule, serversOf(count)), key), owner);
        }),
        { numRuns: 30 },
      );
    }
  });

  it("needs a server, and whole weights where they count", () => {
    for (const rule of rules) {
      assert.throws(() => createPlacement(rule, []), { code: "BUG" });
    }
    for (const rule of rings) {
      assert.throws(() => createPlacement(rule, serversOf(2, [1, 0.5])), { code: "USAGE" });
    }
  });

  for (const rule of rings) {
    it(`${formatPlacement(rule)}: a server that leaves moves its own keys only, whatever the order of the others`, () => {
      const before = createPlacement(rule, serversOf(5));
      for (let gone = 0; gone < 5; gone++) {
        const rest = serversOf(5).toSpliced(gone, 1).reverse();
        const after = createPlacement(rule, rest);
        const hostBefore = (key: string) => serversOf(5)[ownerOfText(before, key)]?.host;
        const stayed = KEYS.filter((key) => ownerOfText(before, key) !== gone);
        assert.ok(stayed.length < KEYS.length);
        assert.ok(stayed.every((key) => rest[ownerOfText(after, key)]?.host === hostBefore(key)));
      }
    });
  }

  it("gives servers keys by their weights", () => {
    for (const text of ["ketama-weighted", "twemproxy:md5", "ketama"]) {
      const placement = createPlacement(parsePlacement(text), serversOf(4, [1, 2, 3, 4]));
      for (const [index, share] of shares(placement, 4).entries()) {
        const wanted = (index + 1) / 10;
        assert.ok(Math.abs(share / wanted - 1) < 0.25, `${text}: server ${index} has ${share} instead of ${wanted}`);
      }
    }
    for (const share of shares(createPlacement(parsePlacement("modula:md5"), serversOf(4)), 4)) {
      assert.ok(Math.abs(share - 0.25) < 0.015, `modula: ${share} instead of 0.25`);
    }
  });
});
