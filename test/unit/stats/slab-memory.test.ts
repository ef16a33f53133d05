/** Where the memory of slabs goes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { slabMemoryOf } from "../../../src/stats/slab-memory.ts";

function stats(values: Record<string, number>): Map<string, string> {
  return new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

const CLASS = {
  "1:chunk_size": 100,
  "1:total_pages": 1,
  "1:total_chunks": 50,
  "1:used_chunks": 40,
  "1:free_chunks": 10,
};

describe("slabMemoryOf", () => {
  it("divides the chunks into free, requested and waste", () => {
    const memory = slabMemoryOf(stats(CLASS), stats({ "items:1:number": 40, "items:1:mem_requested": 3000 }));
    assert.deepEqual([memory?.bytes, memory?.freeBytes, memory?.wasteBytes], [5000n, 1000n, 1000n]);
    assert.equal(memory?.classes[0]?.wasteBytes, 1000n);
  });
  it("knows the waste of all classes where chunked items hide that of one", () => {
    // Four items of 60 bytes of their own class, and the three chunks of one item of 700 bytes that class 2 counts.
    const slabs = stats({
      "1:chunk_size": 100,
      "1:total_chunks": 10,
      "1:used_chunks": 5,
      "2:chunk_size": 350,
      "2:total_chunks": 2,
      "2:used_chunks": 2,
    });
    const items = stats({
      "items:1:number": 4,
      "items:1:mem_requested": 240,
      "items:2:number": 1,
      "items:2:mem_requested": 700,
    });
    const memory = slabMemoryOf(slabs, items);
    assert.deepEqual(
      memory?.classes.map(({ wasteBytes }) => wasteBytes),
      [160n, undefined],
    );
    assert.equal(memory?.wasteBytes, 500n + 700n - 940n);
  });
  it("reads old servers, which tell what was requested with the slabs", () => {
    assert.equal(slabMemoryOf(stats({ ...CLASS, "1:mem_requested": 3900 }), undefined)?.wasteBytes, 100n);
    assert.equal(slabMemoryOf(stats(CLASS), undefined)?.wasteBytes, undefined);
  });
  it("counts a class without items as all free", () => {
    const memory = slabMemoryOf(stats({ ...CLASS, "1:used_chunks": 0, "1:free_chunks": 50 }), new Map());
    assert.deepEqual([memory?.freeBytes, memory?.wasteBytes], [5000n, 0n]);
  });
  it("says nothing where there is nothing", () => {
    assert.equal(slabMemoryOf(stats({ active_slabs: 0 }), new Map()), undefined);
  });
});
