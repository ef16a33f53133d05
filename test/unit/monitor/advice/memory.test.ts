/** Advice about memory. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evidenceOf } from "../../../../src/monitor/advice/evidence.ts";
import { MEMORY_RULES } from "../../../../src/monitor/advice/memory.ts";
import { answerOf } from "../../../support/readings.ts";

type Stats = Record<string, string | number>;

function adviceOf(general: Stats, views: { items?: Stats; slabs?: Stats; settings?: Stats } = {}): [string, string][] {
  const evidence = evidenceOf(answerOf("a", { "": { uptime: 60, ...general }, ...views }));
  return MEMORY_RULES.flatMap((rule) => {
    const advice = rule(evidence);
    return advice === undefined ? [] : [[advice.rule, advice.text] as [string, string]];
  });
}

const YOUNG = {
  "items:12:number": 100,
  "items:12:evicted": 500,
  "items:12:evicted_time": 40,
  "items:12:mem_requested": 1,
};
const FULL = { "12:chunk_size": 1184, "12:total_chunks": 100, "12:used_chunks": 100 };
const SPARE = { "3:chunk_size": 152, "3:total_pages": 15, "3:total_chunks": 100_000, "3:used_chunks": 69_000 };

describe("evictions of what is in use", () => {
  it("are the slabs' fault while another class has chunks to spare", () => {
    const [[rule, text] = ["", ""], ...more] = adviceOf(
      {},
      { items: YOUNG, slabs: { ...FULL, ...SPARE }, settings: { slab_automove: 0 } },
    );
    assert.deepEqual([rule, more], ["unbalanced-slabs", []]);
    assert.match(
      text,
      /^class 12 evicts items that were used 40 s ago \(500 since .*\) while class 3 has 31 % free chunks \(4\.49 MiB\): slab_automove is 0/,
    );
  });
  it("know when the server moves pages itself, or does not say", () => {
    const slabs = { ...FULL, ...SPARE };
    assert.match(
      adviceOf({}, { items: YOUNG, slabs, settings: { slab_automove: 1 } })[0]?.[1] ?? "",
      /slab_automove is 1/,
    );
    assert.match(adviceOf({}, { items: YOUNG, slabs })[0]?.[1] ?? "", /memory of a class stays there/);
  });
  it("are the limit's fault otherwise", () => {
    const [[rule, text] = ["", ""]] = adviceOf({ limit_maxbytes: 64 * 1024 ** 2 }, { items: YOUNG, slabs: FULL });
    assert.equal(rule, "too-little-memory");
    assert.match(text, /^class 12 evicts items that were used 40 s ago .* the limit of 64 MiB is too low/);
    assert.match(text, /and no class has memory to spare: the limit/);
    // Much may be free all the same, a little in each of many classes.
    const bits = Object.fromEntries(
      [1, 2, 3].flatMap((id) => [
        [`${id}:chunk_size`, 512],
        [`${id}:total_chunks`, 2048],
        [`${id}:used_chunks`, 48],
      ]),
    );
    assert.match(
      adviceOf({}, { items: YOUNG, slabs: { ...FULL, ...bits } })[0]?.[1] ?? "",
      /no class has much to spare \(the 2\.93 MiB of free chunks are spread over 3 classes\): the limit/,
    );
    // Less than a page to spare, or less than a quarter of the class, is nothing to spare.
    const small = { "3:chunk_size": 152, "3:total_pages": 1, "3:total_chunks": 6000, "3:used_chunks": 0 };
    const busy = { "3:chunk_size": 152, "3:total_pages": 15, "3:total_chunks": 100_000, "3:used_chunks": 76_000 };
    // A class keeps its last page.
    const last = { "39:chunk_size": 524_288, "39:total_pages": 1, "39:total_chunks": 2, "39:used_chunks": 0 };
    for (const slabs of [small, busy, last]) {
      assert.equal(adviceOf({}, { items: YOUNG, slabs: { ...FULL, ...slabs } })[0]?.[0], "too-little-memory");
    }
  });
  it("are nobody's fault when what goes was not used for an hour, or nothing goes", () => {
    assert.deepEqual(adviceOf({}, { items: { ...YOUNG, "items:12:evicted_time": 3600 }, slabs: FULL }), []);
    assert.deepEqual(adviceOf({}, { items: { ...YOUNG, "items:12:evicted": 0 }, slabs: FULL }), []);
  });
  it("are told of the class that evicts most", () => {
    const items = { ...YOUNG, "items:13:evicted": 501, "items:13:evicted_time": 50 };
    assert.match(adviceOf({}, { items, slabs: FULL })[0]?.[1] ?? "", /^class 13 /);
  });
});

describe("memory that is refused", () => {
  it("is told with the class, and whether -M is why", () => {
    const items = { "items:5:outofmemory": 2, "items:6:outofmemory": 9 };
    assert.match(adviceOf({}, { items })[0]?.[1] ?? "", /^class 6 refused 9 items .*nothing could be evicted/);
    assert.match(adviceOf({}, { items, settings: { evictions: "off" } })[0]?.[1] ?? "", /-M forbids evictions/);
    assert.match(adviceOf({ malloc_fails: 2 })[0]?.[1] ?? "", /gave no memory 2 times/);
  });
});

describe("memory that is wasted", () => {
  const slabs = { "9:chunk_size": 1000, "9:total_chunks": 100_000, "9:used_chunks": 100_000 };
  it("is told from a quarter of the chunks and 16 MiB on", () => {
    const items = { "items:9:number": 100_000, "items:9:mem_requested": 70_000_000 };
    assert.match(
      adviceOf({}, { items, slabs, settings: { growth_factor: "2.00" } })[0]?.[1] ?? "",
      /^30 % of the chunks in use is empty \(28\.6 MiB\): .*\(-f, now 2\.00\)/,
    );
    assert.deepEqual(adviceOf({}, { items: { ...items, "items:9:mem_requested": 80_000_000 }, slabs }), []);
    const few = { "9:chunk_size": 1000, "9:total_chunks": 10_000, "9:used_chunks": 10_000 };
    assert.deepEqual(
      adviceOf({}, { items: { "items:9:number": 10_000, "items:9:mem_requested": 100 }, slabs: few }),
      [],
    );
  });
});

describe("a limit far above the use", () => {
  const idle = { uptime: 12 * 86_400, limit_maxbytes: 1000, bytes: 19, evictions: 0 };
  it("is told after a day without an eviction", () => {
    assert.match(adviceOf(idle)[0]?.[1] ?? "", /^19 B of 1000 B are in use \(1\.9 %\) after 12d without an eviction/);
  });
  it("is not told before, nor after an eviction, nor when a quarter is used", () => {
    for (const other of [{ uptime: 86_399 }, { evictions: 1 }, { bytes: 250 }, { limit_maxbytes: 0 }]) {
      assert.deepEqual(adviceOf({ ...idle, ...other }), []);
    }
  });
});
