/** cluster/ring/clients.ts: clients as people write them, and what every rule promises. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  CLIENT_NAMES,
  createClientPlacement,
  createPlacement,
  DEFAULT_CLIENT,
  describeClients,
  formatClient,
  looksLikeClient,
  parseClient,
  storedKey,
} from "../../../../src/cluster/ring/clients.ts";
import type { Placement } from "../../../../src/cluster/ring/placement.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const KEYS = Array.from({ length: 20_000 }, (_, index) => `user:${index}:profile`);
const FEW_KEYS = KEYS.slice(0, 1500);

/** Rings of C's clients, whose weights are whole numbers. */
const WHOLE_WEIGHTS = [
  "ketama",
  "ketama:murmur",
  "ketama-weighted",
  "pylibmc:ketama=1",
  "twemproxy:md5",
  "npm-memcached",
];
/** The order of their servers counts for nothing, and one that leaves moves its own keys only. */
const CONSISTENT = [
  ...WHOLE_WEIGHTS,
  "dalli",
  "pymemcache",
  "pymemcache:bytes_keys",
  "spymemcached:ketama",
  "npm-memcache",
  "npm-memcached:algorithm=sha1,hash_ring",
  "perl-cache-memcached-fast:ketama_points=150",
  "memcached-proxy:ring",
  "memcached-proxy:ring,evcache,hash=md5",
  "mcrouter:rendezvous",
  "mcrouter:weightedrendezvous",
];
/** A server more at the end of the list moves keys to itself only. */
const APPENDED = ["memcached-proxy", "memcached-proxy:seed=x", "mcrouter"];
const OTHERS = CLIENT_NAMES.filter((name) => !CONSISTENT.includes(name));

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

describe("parseClient", () => {
  it("reads a name, and options behind a colon", () => {
    assert.deepEqual(parseClient("ketama"), { client: "ketama", options: {} });
    assert.deepEqual(parseClient(" Ketama-Weighted "), { client: "ketama-weighted", options: {} });
    assert.deepEqual(parseClient("modula:fnv1a_32"), { client: "modula", options: { hash: "fnv1a_32" } });
    assert.deepEqual(parseClient("pylibmc:ketama=1"), { client: "pylibmc", options: { ketama: "1" } });
    assert.deepEqual(parseClient("twemproxy:hash_tag={},distribution=modula,hash=MD5"), {
      client: "twemproxy",
      options: { hash: "md5", distribution: "modula", hash_tag: "{}" },
    });
    assert.equal(parseClient(DEFAULT_CLIENT).client, "ketama");
  });
  it("is undone by formatClient, which leaves out what goes without saying", () => {
    assert.equal(formatClient(parseClient("modula:one_at_a_time")), "modula");
    assert.equal(formatClient(parseClient("modula:hash=md5")), "modula:md5");
    assert.equal(formatClient(parseClient("pylibmc:ketama=0,prefix=a%2Cb%25:")), "pylibmc:prefix=a%2Cb%25:");
    assert.equal(formatClient(parseClient("twemproxy:md5,modula,hash_tag={}")), "twemproxy:md5,modula,hash_tag={}");
    for (const name of CLIENT_NAMES) {
      assert.equal(formatClient(parseClient(name)), name);
    }
  });
  it("refuses everything else and lists what there is", () => {
    for (const text of ["", "toString", "ketama,modula", ":md5", "memcached"]) {
      assert.throws(() => parseClient(text), { code: "USAGE", hint: /write one of libmemcached, pylibmc,/ }, text);
    }
    assert.throws(() => parseClient("dali:prefix=a"), { hint: /^did you mean dalli\? write one of/ });
    for (const text of ["modula:", "modula:sha1", "twemproxy:constructor", "twemproxy:toString=1", "modula:md5,"]) {
      assert.throws(() => parseClient(text), { code: "USAGE", hint: /one_at_a_time|is there twice/ }, text);
    }
    assert.throws(() => parseClient("ketama-weighted:crc"), { code: "USAGE", hint: /takes no options/ });
    assert.throws(() => parseClient("modula:md5,hash=crc"), { code: "USAGE", hint: /twice/ });
    assert.throws(() => parseClient("pylibmc:ketama=maybe"), { code: "USAGE", hint: /=1 or =0/ });
  });
  it("knows a rule from an address", () => {
    assert.ok(["ketama", "modula:md5", "pylibmc:ketama=1", "Twemproxy"].every(looksLikeClient));
    assert.ok(!["cache1:11211", "ketama:11211", "memcached://a", "10.0.0.1", "all", ""].some(looksLikeClient));
  });
});

it("a client's prefix stands before the keys that servers have", () => {
  const stored = (client: string) => Buffer.from(storedKey(parseClient(client), Buffer.from("é"))).toString();
  assert.equal(stored("pylibmc:prefix=app:"), "app:é");
  assert.equal(stored("pylibmc"), "é");
});

it("every client says what it is and which options it has", () => {
  const clients = describeClients();
  assert.deepEqual(
    clients.map(({ name }) => name),
    CLIENT_NAMES,
  );
  for (const { name, describe: text, options } of clients) {
    assert.ok(text.length > 10 && options.includes(name), name);
  }
});

describe("createPlacement", () => {
  const rules = [...CONSISTENT.map(parseClient), ...OTHERS.map(parseClient), parseClient("modula:crc")];

  it("places every key on a server of the list, the same again, and all on a single one", () => {
    for (const rule of rules) {
      fc.assert(
        fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 9 }), (key, count) => {
          const owner = ownerOfText(createPlacement(rule, serversOf(count)), key);
          assert.ok(Number.isInteger(owner) && owner >= 0 && owner < count);
          assert.equal(ownerOfText(createPlacement(rule, serversOf(count)), key), owner);
        }),
        { numRuns: 20 },
      );
    }
  });

  it("does not heed what its client does not hash", () => {
    // Names of servers are hashed by two of them, and the third prints what a name resolves to.
    const heedless = rules.filter(({ client }) => !["twemproxy", "mcrouter", "spymemcached"].includes(client));
    for (const rule of heedless) {
      const plain = createPlacement(rule, serversOf(5));
      const labelled = serversOf(5).map((server, index) => ({ ...server, name: `cache-${index}`, ip: "10.9.9.9" }));
      const other = createPlacement(rule, labelled);
      for (const key of FEW_KEYS.slice(0, 300)) {
        assert.equal(ownerOfText(other, key), ownerOfText(plain, key), formatClient(rule));
      }
    }
  });

  it("explains the server it chooses, and its layout adds up", () => {
    for (const rule of rules) {
      const { place, explain, layout } = createClientPlacement(rule, serversOf(4));
      for (const key of ["a", "user:1", "{tag}:2", "naïve"]) {
        const bytes = Buffer.from(`get ${key}\r\n`);
        const { owner, choice, hashName } = explain(bytes, 4, bytes.length - 2);
        assert.equal(owner, place(bytes, 4, bytes.length - 2), formatClient(rule));
        assert.equal(choice.kind, layout().kind);
        assert.ok(hashName.length > 0);
      }
      const { shares: parts } = layout();
      assert.equal(parts.length, 4);
      assert.ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - 1) < 1e-9, formatClient(rule));
    }
  });

  it("needs a server, and whole weights where they count", () => {
    for (const rule of rules) {
      assert.throws(() => createPlacement(rule, []), { code: "BUG" });
    }
    for (const rule of WHOLE_WEIGHTS.map(parseClient)) {
      assert.throws(() => createPlacement(rule, serversOf(2, [1, 0.5])), { code: "USAGE" });
    }
  });

  for (const rule of CONSISTENT.map(parseClient)) {
    it(`${formatClient(rule)}: a server that leaves moves its own keys only, whatever the order of the others`, () => {
      const before = createPlacement(rule, serversOf(5));
      for (let gone = 0; gone < 5; gone++) {
        const rest = serversOf(5).toSpliced(gone, 1).reverse();
        const after = createPlacement(rule, rest);
        const hostBefore = (key: string) => serversOf(5)[ownerOfText(before, key)]?.host;
        const stayed = FEW_KEYS.filter((key) => ownerOfText(before, key) !== gone);
        assert.ok(stayed.length < FEW_KEYS.length);
        assert.ok(stayed.every((key) => rest[ownerOfText(after, key)]?.host === hostBefore(key)));
      }
    });
  }

  // npm's memcache is left out: its servers' parts differ fivefold.
  for (const rule of [...CONSISTENT, ...APPENDED].filter((name) => name !== "npm-memcache").map(parseClient)) {
    it(`${formatClient(rule)}: a server that comes takes about its part, and nothing else moves`, () => {
      const before = createPlacement(rule, serversOf(4));
      const after = createPlacement(rule, serversOf(5));
      const moved = FEW_KEYS.filter((key) => ownerOfText(before, key) !== ownerOfText(after, key));
      assert.ok(moved.every((key) => ownerOfText(after, key) === 4));
      const part = moved.length / FEW_KEYS.length;
      assert.ok(Math.abs(part * 5 - 1) < 0.4, `${part} instead of a fifth`);
    });
  }

  it("gives servers keys by their weights", () => {
    for (const text of [
      "ketama-weighted",
      "twemproxy:md5",
      "ketama",
      "dalli",
      "npm-memcached",
      "spymemcached:ketama",
    ]) {
      const placement = createPlacement(parseClient(text), serversOf(4, [1, 2, 3, 4]));
      for (const [index, share] of shares(placement, 4).entries()) {
        const wanted = (index + 1) / 10;
        assert.ok(Math.abs(share / wanted - 1) < 0.25, `${text}: server ${index} has ${share} instead of ${wanted}`);
      }
    }
    for (const share of shares(createPlacement(parseClient("modula:md5"), serversOf(4)), 4)) {
      assert.ok(Math.abs(share - 0.25) < 0.015, `modula: ${share} instead of 0.25`);
    }
  });
});
