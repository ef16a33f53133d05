/** The summary of an answer. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { summaryOf } from "../../../src/monitor/server-summary.ts";
import { answerOf } from "../../support/readings.ts";

describe("summaryOf", () => {
  const slabs = { "1:chunk_size": 100, "1:total_chunks": 4, "1:used_chunks": 2 };
  const items = { "items:1:number": 2, "items:1:mem_requested": 150 };
  it("has what the slabs tell where they were asked", () => {
    const summary = summaryOf(answerOf("a", { "": { get_hits: 1, get_misses: 1 }, slabs, items }), undefined);
    assert.deepEqual(
      [
        summary.hit_ratio,
        summary.slab_bytes,
        summary.slab_free_ratio,
        summary.slab_waste_bytes,
        summary.slab_waste_ratio,
      ],
      [0.5, 400n, 0.5, 50n, 0.25],
    );
    assert.equal(summaryOf(answerOf("a", { "": {} }), undefined).slab_bytes, undefined);
  });
  it("has a window where there is one", () => {
    const before = answerOf("a", { "": { pid: 1, cmd_get: 1 } }, 0);
    assert.equal(summaryOf(answerOf("a", { "": { pid: 1, cmd_get: 5 } }, 2000), before).gets_per_second, 2);
  });
});
