/** The slab class tables, against what memcached prints. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { slabChunkSizes, slabClassTable } from "../../../src/store/slab-sizes.ts";

const KIB = 1024;
const DEFAULT = { growthFactor: 1.25, slabMinSize: 48, slabChunkMax: 512 * KIB };

/** As `memcached -vv` prints them. */
const GOLDEN = [
  0, 96, 120, 152, 192, 240, 304, 384, 480, 600, 752, 944, 1184, 1480, 1856, 2320, 2904, 3632, 4544, 5680, 7104, 8880,
  11104, 13880, 17352, 21696, 27120, 33904, 42384, 52984, 66232, 82792, 103496, 129376, 161720, 202152, 252696, 315872,
  394840, 524288,
];

describe("slab chunk sizes", () => {
  it("are memcached's by default", () => {
    assert.deepEqual(slabChunkSizes(DEFAULT), GOLDEN);
  });

  it("number as many classes as memcached for other chunk limits", () => {
    const classes = (slabChunkMax: number): number => slabChunkSizes({ ...DEFAULT, slabChunkMax }).length - 1;
    assert.equal(classes(1024 * KIB), 42);
    assert.equal(classes(16 * KIB), 23);
    assert.equal(classes(4 * KIB), 17);
    assert.equal(classes(KIB), 11);
  });

  it("are memcached's for -f 2, -n 5 and -n 1024", () => {
    assert.deepEqual(slabChunkSizes({ ...DEFAULT, growthFactor: 2 }).slice(0, 5), [0, 96, 192, 384, 768]);
    assert.deepEqual(slabChunkSizes({ ...DEFAULT, slabMinSize: 5 }).slice(0, 5), [0, 56, 72, 96, 120]);
    assert.deepEqual(slabChunkSizes({ ...DEFAULT, slabMinSize: 1024 }).slice(0, 4), [0, 1072, 1344, 1680]);
  });

  it("stop at 63 classes for a small factor", () => {
    const sizes = slabChunkSizes({ ...DEFAULT, growthFactor: 1.01 });
    assert.equal(sizes.length - 1, 63);
    assert.equal(sizes.at(-1), 512 * KIB);
  });

  it("give each size the first class it fits", () => {
    const sizes = slabChunkSizes(DEFAULT);
    const table = slabClassTable(sizes);
    for (let size = 1; size <= 512 * KIB; size += size < 3000 ? 1 : 97) {
      const slabClass = table[(size + 7) >> 3] ?? 0;
      assert.ok((sizes[slabClass] ?? 0) >= size && (slabClass === 1 || (sizes[slabClass - 1] ?? 0) < size), `${size}`);
    }
  });

  it("refuse a factor that does not grow", () => {
    assert.throws(() => slabChunkSizes({ ...DEFAULT, growthFactor: 1 }), /growth factor/);
  });

  it("-o slab_sizes: the given sizes, rounded up to 8, and the largest chunk behind them", () => {
    const shape = { growthFactor: 1.25, slabMinSize: 48, slabChunkMax: 1024 };
    assert.deepEqual(slabChunkSizes({ ...shape, slabSizes: [100, 200, 300, 2000] }), [0, 104, 200, 304, 1024]);
  });
});
