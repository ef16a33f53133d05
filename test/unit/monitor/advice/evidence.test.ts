/** What the rules of advice look at. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evidenceOf, share } from "../../../../src/monitor/advice/evidence.ts";
import { answerOf } from "../../../support/readings.ts";

const GENERAL = { pid: 1, uptime: 3661, get_hits: 5 };

describe("evidenceOf", () => {
  it("is the whole life of a server where there is one reading", () => {
    const evidence = evidenceOf(answerOf("a", { "": GENERAL, items: { "items:3:evicted": 4 } }));
    assert.equal(evidence.period, "since the start 1h 1m ago");
    assert.deepEqual([evidence.gained("get_hits"), evidence.gained("unknown")], [5n, 0n]);
    assert.deepEqual([evidence.items[0]?.id, evidence.items[0]?.gained("evicted")], [3, 4n]);
  });
  it("is what happened lately where there are two", () => {
    const before = answerOf("a", { "": GENERAL, items: { "items:3:evicted": 4 } }, 0);
    const now = answerOf(
      "a",
      { "": { ...GENERAL, get_hits: 8 }, items: { "items:3:evicted": 9, "items:4:evicted": 2 } },
      10_000,
    );
    const evidence = evidenceOf(now, before);
    assert.equal(evidence.period, "over the last 10 s");
    assert.equal(evidence.gained("get_hits"), 3n);
    assert.deepEqual(
      evidence.items.map((of) => of.gained("evicted")),
      [5n, 2n],
    );
  });
  it("is the new life of a server that restarted in between", () => {
    const before = answerOf("a", { "": { ...GENERAL, pid: 2 }, items: { "items:3:evicted": 4 } }, 0);
    const evidence = evidenceOf(answerOf("a", { "": GENERAL, items: { "items:3:evicted": 9 } }), before);
    assert.match(evidence.period, /since the start/);
    assert.equal(evidence.items[0]?.gained("evicted"), 9n);
  });
});

describe("share", () => {
  it("is 0 of nothing", () => {
    assert.deepEqual([share(1n, 4n), share(0n, 0n)], [0.25, 0]);
  });
});
