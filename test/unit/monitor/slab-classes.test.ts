/** Slab classes: sizes, waste, rates, ages. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { hasSlabs, slabClasses } from "../../../src/monitor/slab-classes.ts";
import { testAnswer } from "../../support/rounds.ts";

const SLABS = {
  "1:chunk_size": 96,
  "1:total_pages": 2,
  "1:total_chunks": 20_000,
  "1:used_chunks": 10_000,
  "1:get_hits": 500,
  "5:chunk_size": 240,
  "5:total_chunks": 0,
  "5:used_chunks": 0,
  active_slabs: 2,
};
const ITEMS = {
  "items:1:number": 10_000,
  "items:1:age": 60,
  "items:1:evicted": 10,
  "items:1:evicted_time": 42,
  "items:1:mem_requested": 480_000,
};

it("joins slabs and items by class", () => {
  const earlier = testAnswer({ views: { slabs: { ...SLABS, "1:get_hits": 300 }, items: { "items:1:evicted": 4 } } });
  const later = testAnswer({ second: 2, views: { slabs: SLABS, items: ITEMS } });
  const [first, second, ...others] = slabClasses(later, earlier);
  assert.equal(others.length, 0);
  assert.deepEqual(
    { ...first, setsPerSecond: 0 },
    {
      id: 1,
      chunkBytes: 96,
      pages: 2,
      bytes: 1_920_000,
      items: 10_000,
      usedRatio: 0.5,
      wasteRatio: 0.5,
      hitsPerSecond: 100,
      setsPerSecond: 0,
      evictionsPerSecond: 3,
      evictions: 10,
      evictedAgeSeconds: 42,
      ageSeconds: 60,
    },
  );
  assert.equal(second?.id, 5);
  assert.ok(Number.isNaN(second?.usedRatio) && Number.isNaN(second?.wasteRatio));
});

it("mem_requested of 1.6.18 stands in the slabs", () => {
  const [first] = slabClasses(testAnswer({ views: { slabs: { ...SLABS, "1:mem_requested": 960_000 } } }), undefined);
  assert.equal(first?.wasteRatio, 0);
  assert.ok(Number.isNaN(first?.hitsPerSecond));
});

it("tells no waste where items of several chunks are counted, nor where their other chunks are", () => {
  const slabs = {
    "36:chunk_size": 252_696,
    "36:total_chunks": 40,
    "36:used_chunks": 40,
    "39:chunk_size": 524_288,
    "39:total_chunks": 80,
    "39:used_chunks": 80,
  };
  const items = { "items:39:number": 40, "items:39:mem_requested": 52_002_000 };
  const classes = slabClasses(testAnswer({ views: { slabs, items } }), undefined);
  assert.deepEqual(
    classes.map(({ wasteRatio }) => wasteRatio),
    [Number.NaN, Number.NaN],
  );
});

it("a restart has no rates", () => {
  const earlier = testAnswer({ views: { slabs: { ...SLABS, "1:get_hits": 300 } } });
  const later = testAnswer({ second: 2, stats: { pid: 8, uptime: 1 }, views: { slabs: SLABS } });
  assert.ok(Number.isNaN(slabClasses(later, earlier)[0]?.hitsPerSecond));
});

it("says whether it was asked", () => {
  assert.equal(hasSlabs(testAnswer()), false);
  assert.equal(hasSlabs(testAnswer({ views: { slabs: {} } })), true);
});
