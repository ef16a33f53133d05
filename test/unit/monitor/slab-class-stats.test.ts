/** One slab class, whole. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { slabClassStats } from "../../../src/monitor/slab-class-stats.ts";
import { testAnswer } from "../../support/rounds.ts";

const viewsAt = (hits: number, evicted: number) => ({
  slabs: { "1:chunk_size": 96, "1:get_hits": hits, "11:chunk_size": 944, active_slabs: 2 },
  items: { "items:1:number": 7, "items:1:evicted": evicted, "items:1:odd": "x", "items:11:number": 1 },
});

it("has its lines of both views, counters with their rates", () => {
  const earlier = testAnswer({ views: viewsAt(100, 5) });
  const later = testAnswer({ second: 2, views: viewsAt(150, 5) });
  assert.deepEqual(slabClassStats(later, earlier, 1), [
    { name: "chunk_size", value: 96, perSecond: Number.NaN },
    { name: "get_hits", value: 150, perSecond: 25 },
    { name: "number", value: 7, perSecond: Number.NaN },
    { name: "evicted", value: 5, perSecond: 0 },
    { name: "odd", value: Number.NaN, perSecond: Number.NaN },
  ]);
  assert.deepEqual(
    slabClassStats(later, earlier, 11).map(({ name }) => name),
    ["chunk_size", "number"],
  );
  assert.deepEqual(slabClassStats(later, earlier, 2), []);
});

it("has no rates without an earlier answer, after a restart, and where a counter went back", () => {
  const later = testAnswer({ second: 2, views: viewsAt(150, 5) });
  const hits = (earlier: Parameters<typeof slabClassStats>[1]) =>
    slabClassStats(later, earlier, 1).find(({ name }) => name === "get_hits")?.perSecond;
  assert.equal(hits(undefined), Number.NaN);
  assert.equal(hits(testAnswer({ stats: { pid: 8 }, views: viewsAt(100, 5) })), Number.NaN);
  assert.equal(hits(testAnswer({ views: viewsAt(151, 5) })), Number.NaN);
});
