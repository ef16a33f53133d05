import assert from "node:assert/strict";
import { test } from "node:test";
import { isUneven, ringDeviation, ruleBalance, sharesOf } from "../../../../src/cluster/inspection/balance.ts";
import { createClientPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";

const SERVERS = [1, 2, 3, 4, 5].map((number) => ({ host: "127.0.0.1", port: 11210 + number }));

function balanceOf(client: string, keyCount = 20_000) {
  const placement = createClientPlacement(parseClient(client), SERVERS);
  const counts = SERVERS.map(() => 0);
  for (let index = 0; index < keyCount; index++) {
    const key = Buffer.from(`key:${index}`);
    const owner = placement.place(key, 0, key.length);
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return ruleBalance(
    placement,
    SERVERS.map(() => 1),
    counts,
    "the hash",
  );
}

test("a good hash spreads keys as the ring's arcs say, however uneven those are", () => {
  const balance = balanceOf("npm-memcached");
  assert.equal(balance.hash.kind, "even");
  assert.ok(isUneven(balance.keys, balance.wantedShares), "the ring itself is uneven");
  assert.ok(balance.layoutShares.some((share) => Math.abs(share * 5 - 1) > 0.02));
});

test("twemproxy's default hash, and its 15 bits of crc32 on a ring, are to blame themselves", () => {
  assert.equal(balanceOf("twemproxy").hash.kind, "weak");
  const crc = balanceOf("twemproxy:hash=crc32");
  assert.deepEqual([crc.hash.kind, Math.max(...crc.keys)], ["weak", 20_000]);
  assert.equal(balanceOf("twemproxy:hash=md5").hash.kind, "even");
});

test("rings of random points are as uneven as is said", () => {
  // 160 points a server, by md5: rings of five servers with other names each time.
  const rings = Array.from({ length: 100 }, (_, ring) =>
    createClientPlacement(
      parseClient("ketama-weighted"),
      SERVERS.map(({ port }) => ({ host: `ring${ring}`, port })),
    ).layout(),
  );
  const expected = ringDeviation(rings[0]?.parts ?? []);
  const squares = rings.flatMap(({ shares }) => shares.map((share) => (share * 5 - 1) ** 2));
  const seen = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  assert.ok(Math.abs(expected - 0.0707) < 0.001, String(expected));
  assert.ok(Math.abs(seen / expected - 1) < 0.15, `${seen} of ${expected}`);
});

test("shares", () => {
  assert.deepEqual(sharesOf([1, 3]), [0.25, 0.75]);
  assert.deepEqual(sharesOf([0, 0]), [0.5, 0.5]);
  assert.equal(isUneven([510, 490], [0.5, 0.5]), false, "chance");
  assert.equal(isUneven([5_010_000, 4_990_000], [0.5, 0.5]), false, "no chance, but no matter");
  assert.equal(isUneven([5_500_000, 4_500_000], [0.5, 0.5]), true);
  assert.equal(isUneven([10, 0], [0, 1]), true);
});
