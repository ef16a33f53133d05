/** What changed between two answers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { changesBetween } from "../../../src/monitor/changes.ts";
import { answerOf } from "../../support/readings.ts";

type Views = Parameters<typeof answerOf>[1];

function between(before: Views, after: Views, seconds: number | undefined = 2) {
  return changesBetween(answerOf("a", before).views, answerOf("a", after).views, seconds);
}

describe("changesBetween", () => {
  it("gives counters what they gained, gauges where they went, and leaves out what stood still", () => {
    const { changes, restarted, reset } = between(
      { "": { pid: 1, uptime: 5, cmd_get: 10, curr_items: 9, threads: 4, version: "1.6.1", rusage_user: "0.500000" } },
      { "": { pid: 1, uptime: 7, cmd_get: 30, curr_items: 4, threads: 4, version: "1.6.2", rusage_user: "0.75" } },
    );
    assert.deepEqual(
      changes.map(({ name, before, after, change, perSecond }) => [name, before, after, change, perSecond]),
      [
        ["cmd_get", "10", "30", 20n, 10],
        ["curr_items", "9", "4", -5n, undefined],
        ["version", "1.6.1", "1.6.2", undefined, undefined],
        ["rusage_user", "0.500000", "0.75", 0.25, 0.125],
      ],
    );
    assert.deepEqual([restarted, reset], [false, false]);
  });
  it("says that the server restarted, and gives no rates across it", () => {
    const { changes, restarted, reset } = between(
      { "": { pid: 1, uptime: 50, cmd_get: 10 } },
      { "": { pid: 2, uptime: 1, cmd_get: 30 } },
    );
    assert.deepEqual([restarted, reset], [true, false]);
    assert.ok(changes.every(({ perSecond }) => perSecond === undefined));
  });
  it("says that counters were reset, and not what they would have gained", () => {
    const { changes, reset } = between({ "": { pid: 1, cmd_get: 10 } }, { "": { pid: 1, cmd_get: 3 } });
    assert.equal(reset, true);
    assert.deepEqual([changes[0]?.change, changes[0]?.perSecond], [undefined, undefined]);
  });
  it("lists classes that came and went, and no view that only one of the two has", () => {
    const { changes } = between(
      { items: { "items:1:number": 5 }, slabs: { "1:chunk_size": 96 } },
      { items: { "items:2:number": 6 }, settings: { maxbytes: 64 } },
    );
    assert.deepEqual(
      changes.map(({ subcommand, name, before, after }) => [subcommand, name, before, after]),
      [
        ["items", "items:2:number", undefined, "6"],
        ["items", "items:1:number", "5", undefined],
      ],
    );
  });
  it("takes 0.50 for 0.5", () => {
    assert.deepEqual(between({ settings: { factor: "1.50" } }, { settings: { factor: "1.5" } }).changes, []);
  });
  it("is empty between equal answers, and adds up over a third", () => {
    const counts = fc.dictionary(fc.constantFrom("cmd_get", "cmd_set", "evictions"), fc.nat(), { minKeys: 1 });
    fc.assert(
      fc.property(counts, fc.nat(), fc.nat(), (start, more, yetMore) => {
        const plus = (by: number): Views => ({
          "": Object.fromEntries(Object.entries(start).map(([name, value]) => [name, value + by])),
        });
        assert.deepEqual(between(plus(0), plus(0)).changes, []);
        const gained = (from: number, to: number) =>
          between(plus(from), plus(to)).changes.reduce((sum, { change }) => sum + Number(change), 0);
        assert.equal(gained(0, more) + gained(more, more + yetMore), gained(0, more + yetMore));
      }),
    );
  });
});
