/** cluster/ring/ring.ts: who owns a hash, by looking at every point. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createRing, ringOwner } from "../../../../src/cluster/ring/ring.ts";

const UINT32_MAX = 2 ** 32 - 1;
const uint32 = fc.oneof(fc.integer({ min: 0, max: UINT32_MAX }), fc.integer({ min: 0, max: 20 }));

/** The owner of the smallest point at the hash or above, or of the smallest of all; of equal points the first server's. */
function plainOwner(pointsByServer: readonly (readonly number[])[], hash: number): number {
  let best = { distance: Number.POSITIVE_INFINITY, owner: -1 };
  for (const [owner, points] of pointsByServer.entries()) {
    for (const point of points) {
      const distance = point >= hash ? point - hash : point - hash + 2 ** 32;
      best = distance < best.distance ? { distance, owner } : best;
    }
  }
  return best.owner;
}

test("a hash belongs to the first point at it or above, past the last one to the first, of equal points to the first server", () => {
  const servers = fc
    .array(fc.array(uint32, { maxLength: 12 }), { minLength: 1, maxLength: 8 })
    .filter((points) => points.flat().length > 0);
  fc.assert(
    fc.property(servers, fc.array(uint32), (points, hashes) => {
      const ring = createRing(points);
      for (const hash of [...hashes, ...points.flat(), 0, UINT32_MAX]) {
        assert.equal(ringOwner(ring, hash), plainOwner(points, hash));
      }
    }),
  );
});

test("points are sorted with their servers, up to the largest", () => {
  const ring = createRing([[UINT32_MAX, 5], [], [7, 0]]);
  assert.deepEqual([...ring.points], [0, 5, 7, UINT32_MAX]);
  assert.deepEqual([...ring.owners], [2, 0, 2, 0]);
});

test("a ring without points is a bug", () => {
  assert.throws(() => createRing([[], []]), { code: "BUG" });
});
