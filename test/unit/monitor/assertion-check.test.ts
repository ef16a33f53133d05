/** Assertions judged by answers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAssertion } from "../../../src/monitor/assertion.ts";
import {
  type AssertionResult,
  checkAssertions,
  knownNames,
  type Observation,
} from "../../../src/monitor/assertion-check.ts";
import { answerOf, deadReading } from "../../support/readings.ts";

const BUSY = { pid: 1, uptime: 100, version: "1.6.45", get_hits: 90, get_misses: 10, evictions: 0, cmd_get: 100 };

function observe(
  now: Record<string, string | number>,
  earlier?: Record<string, string | number>,
  address = "a:1",
): Observation {
  return {
    now: answerOf(
      address,
      { "": now, settings: { evictions: "on", num_threads: 4 }, items: { "items:5:evicted": 7 } },
      3000,
    ),
    earlier: earlier === undefined ? undefined : answerOf(address, { "": earlier }, 1000),
  };
}

function check(text: string, ...observations: Observation[]): AssertionResult {
  const [result] = checkAssertions([parseAssertion(text)], observations);
  return result ?? assert.fail("no result");
}

describe("checkAssertions", () => {
  it("finds summary fields, and stats of every view", () => {
    for (const text of [
      "hit_ratio == 0.9",
      "evictions == 0",
      "num_threads == 4",
      "items:5:evicted == 7",
      "version == 1.6.45",
    ]) {
      assert.equal(check(text, observe(BUSY)).passed, true, text);
    }
    const failed = check("hit_ratio > 0.95", observe(BUSY));
    assert.deepEqual([failed.passed, failed.measured, failed.reason, failed.server], [false, 0.9, undefined, "a:1"]);
  });
  it("measures rates and differences over the window", () => {
    const observation = observe({ ...BUSY, cmd_get: 300 }, BUSY);
    assert.equal(check("rate(cmd_get) == 100", observation).passed, true);
    assert.equal(check("delta(cmd_get) == 200", observation).measured, 200n);
    const falling = check("delta(curr_items) == -4", observe({ ...BUSY, curr_items: 1 }, { ...BUSY, curr_items: 5 }));
    assert.equal(falling.passed, true);
  });
  it("passes nothing that could not be measured, and says why", () => {
    const cases: [string, Observation, RegExp][] = [
      ["hit_ratio > 0", observe({ get_hits: 0, get_misses: 0 }), /nothing was counted yet/],
      ["limit_maxbytes > 0", observe(BUSY), /does not tell it/],
      ["rate(cmd_get) >= 0", observe(BUSY), /when the window began/],
      ["rate(cmd_get) >= 0", observe(BUSY, { ...BUSY, pid: 2 }), /restarted/],
      ["rate(cmd_get) >= 0", observe({ ...BUSY, cmd_get: 1 }, BUSY), /stats reset/],
      ["rate(num_threads) >= 0", observe(BUSY, BUSY), /as a number/],
      ["hit_ratio > 0", { now: deadReading("b:1"), earlier: undefined }, /did not answer/],
    ];
    for (const [text, observation, reason] of cases) {
      const result = check(text, observation);
      assert.equal(result.passed, false, text);
      assert.equal(result.measured, undefined);
      assert.match(result.reason ?? "", reason);
    }
  });
  it("judges each server, or all together", () => {
    const observations = [
      observe({ ...BUSY, cmd_get: 200 }, BUSY),
      observe({ ...BUSY, cmd_get: 500, get_hits: 0 }, BUSY, "b:1"),
    ];
    assert.deepEqual(
      checkAssertions([parseAssertion("cmd_get > 300"), parseAssertion("total.cmd_get == 700")], observations).map(
        ({ server, passed }) => [server, passed],
      ),
      [
        ["a:1", false],
        ["b:1", true],
        ["total", true],
      ],
    );
    assert.equal(check("total.rate(cmd_get) == 250", ...observations).passed, true);
    // 90 of 110 gets, not the mean of 90 % and 0 %.
    assert.equal(check("total.hit_ratio < 0.82", ...observations).passed, true);
    assert.equal(check("total.hit_ratio > 0.81", ...observations).passed, true);
  });
  it("has no total with a hole in it", () => {
    const dead = { now: deadReading("b:1"), earlier: undefined };
    assert.match(check("total.cmd_get > 0", observe(BUSY), dead).reason ?? "", /1 of 2 servers/);
    assert.match(check("total.num > 0", observe({ num: "x" })).reason ?? "", /no total/);
  });
});

describe("knownNames", () => {
  it("are those of every view of every server that answered", () => {
    const names = knownNames([observe(BUSY), { now: deadReading("b:1"), earlier: undefined }]);
    assert.ok(["cmd_get", "num_threads", "items:5:evicted"].every((name) => names.includes(name)));
    assert.equal(new Set(names).size, names.length);
  });
});
