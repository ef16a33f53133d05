/** cluster/ring/spread.ts: what is due, what is chance. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClientPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import { chanceDeviation, weightShares } from "../../../../src/cluster/ring/spread.ts";

const SERVERS = [11211, 11212, 11213, 11214, 11215].map((port) => ({ host: "127.0.0.1", port }));

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
