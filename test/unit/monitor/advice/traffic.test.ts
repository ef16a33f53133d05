/** Advice about traffic. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evidenceOf } from "../../../../src/monitor/advice/evidence.ts";
import { TRAFFIC_RULES } from "../../../../src/monitor/advice/traffic.ts";
import { answerOf } from "../../../support/readings.ts";

function textsOf(general: Record<string, number>): string[] {
  const evidence = evidenceOf(answerOf("a", { "": { uptime: 60, ...general } }));
  return TRAFFIC_RULES.flatMap((rule) => rule(evidence)?.text ?? []);
}

describe("a low hit ratio", () => {
  it("is told with its numbers and its cause", () => {
    const misses = { get_hits: 12, get_misses: 88 };
    const cases: [Record<string, number>, RegExp][] = [
      [misses, /^hit ratio 12 % since the start 1m ago: 88 of 100 gets missed; nothing was evicted/],
      [{ ...misses, get_expired: 40 }, /; 40 of the misses found an item past its time/],
      [{ ...misses, get_flushed: 40, get_expired: 40 }, /; 40 of the misses found an item that flush_all/],
      [{ ...misses, evictions: 7 }, /; 7 items were evicted/],
    ];
    for (const [general, text] of cases) {
      assert.match(textsOf(general)[0] ?? "", text);
    }
  });
  it("needs a hundred gets, and more misses than hits", () => {
    assert.deepEqual(textsOf({ get_hits: 0, get_misses: 99 }), []);
    assert.deepEqual(textsOf({ get_hits: 50, get_misses: 50 }), []);
  });
});

describe("items in vain", () => {
  it("expired or were evicted unfetched, in numbers that mean something", () => {
    assert.match(
      textsOf({ total_items: 1000, expired_unfetched: 600 })[0] ?? "",
      /^600 items expired without .* 1,000 were stored/,
    );
    assert.match(
      textsOf({ evictions: 1000, evicted_unfetched: 912 })[0] ?? "",
      /^91\.2 % of 1,000 items evicted .* never fetched/,
    );
    assert.deepEqual(textsOf({ total_items: 1000, expired_unfetched: 499 }), []);
    assert.deepEqual(textsOf({ evictions: 999, evicted_unfetched: 999 }), []);
  });
});

describe("failed logins", () => {
  it("are told", () => {
    assert.match(textsOf({ auth_cmds: 10, auth_errors: 2 })[0] ?? "", /^2 of 10 logins failed/);
    assert.deepEqual(textsOf({ auth_cmds: 10, auth_errors: 0 }), []);
  });
});
