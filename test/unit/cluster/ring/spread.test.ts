/** cluster/ring/spread.ts: what is due, what is chance, what is the hash's fault. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClientPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import { chanceDeviation, strayingNodes, weightShares } from "../../../../src/cluster/ring/spread.ts";

const SERVERS = [11211, 11212, 11213, 11214, 11215].map((port) => ({ host: "127.0.0.1", port }));

/** How many of 20,000 numbered keys each server gets. */
function countsOf(client: string): { straying: number[]; total: number } {
  const { place, layout } = createClientPlacement(parseClient(client), SERVERS);
  const counts = SERVERS.map(() => 0);
  for (let index = 0; index < 20_000; index++) {
    const key = Buffer.from(`key:${index}`);
    const owner = place(key, 0, key.length);
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return { straying: strayingNodes(layout(), counts), total: counts.reduce((sum, count) => sum + count, 0) };
}

test("weights make what is due", () => {
  assert.deepEqual(
    weightShares([
      { host: "a", port: 1 },
      { host: "b", port: 1, weight: 3 },
    ]),
    [0.25, 0.75],
  );
});

test("points that fall by chance stray as the shares of real rings do", () => {
  const even = { kind: "point", parts: Array<number>(5).fill(160), shares: [] } as const;
  assert.ok(Math.abs((chanceDeviation(even, 0) ?? 0) - 0.0707) < 0.0002);
  assert.equal(chanceDeviation({ kind: "bucket", parts: [1], shares: [1] }, 0), 0);
  assert.equal(chanceDeviation({ kind: "point", parts: [0, 9], shares: [0, 1] }, 0), undefined);
  // 200 rings of five servers: their shares' deviation is the formula's.
  const offs = Array.from({ length: 200 }, (_, ring) => {
    const servers = SERVERS.map(({ port }) => ({ host: `10.0.0.${ring}`, port }));
    return (createClientPlacement(parseClient("ketama-weighted"), servers).layout().shares[0] ?? 0) * 5 - 1;
  });
  const measured = Math.sqrt(offs.reduce((sum, off) => sum + off ** 2, 0) / offs.length);
  assert.ok(Math.abs(measured / 0.0707 - 1) < 0.25, `${measured}`);
});

test("a good hash does not stray from its ring, a weak one does", () => {
  assert.deepEqual(countsOf("ketama-weighted").straying, []);
  assert.deepEqual(countsOf("dalli").straying, []);
  assert.equal(countsOf("twemproxy:crc32").straying.length, 5);
  assert.ok(countsOf("twemproxy:modula").straying.length > 0);
});
