/** Assertions as people write them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { needsWindow, parseAssertion, passes } from "../../../src/monitor/assertion.ts";

describe("parseAssertion", () => {
  it("reads scope, measure, name, comparison and limit", () => {
    assert.deepEqual(parseAssertion(" total.rate( bytes_read ) <= 1MiB "), {
      text: "total.rate( bytes_read ) <= 1MiB",
      scope: "total",
      measure: "rate",
      name: "bytes_read",
      kind: "byteRate",
      operator: "<=",
      limit: 1024 ** 2,
    });
    const { scope, measure, name, kind, operator, limit } = parseAssertion("hit_ratio>90%");
    assert.deepEqual([scope, measure, name, kind, operator, limit], ["each", "value", "hit_ratio", "ratio", ">", 0.9]);
    assert.equal(parseAssertion("items:5:evicted == 0").name, "items:5:evicted");
    assert.equal(parseAssertion("delta(curr_items) > -5").limit, -5);
    assert.equal(parseAssertion("version == 1.6.45").limit, "1.6.45");
    assert.equal(parseAssertion("uptime > 1h").limit, 3600);
  });
  it("says what is wrong, and how to write it", () => {
    const cases: [string, RegExp][] = [
      ["hit_ratio", /a comparison is missing/],
      ["curr_items == 1 && evictions == 0", /several things at once/],
      ["hit_ratio = 1", /there is no comparison "="/],
      ["> 5", /"" is no name/],
      ["rate(total.cmd_get) > 5", /total\. stands in front/],
      ["rate(x > 5", /"rate\(x" is no name/],
      ["speed(x) > 5", /"speed\(x\)" is no name/],
      ["hit_ratio >", /nothing to compare with/],
      ["hit_ratio > 5s", /is not a ratio/],
      ["cmd_get > lots", /"lots" is no number/],
      ["rate(version) == 5", /this is a text/],
      ["rate(gets_per_second) > 5", /a rate already/],
      ["total.uptime > 5", /no total/],
    ];
    for (const [text, message] of cases) {
      assert.throws(
        () => parseAssertion(text),
        (error) =>
          error instanceof MemtoolError &&
          error.code === "USAGE" &&
          message.test(error.message) &&
          error.hint !== undefined,
        text,
      );
    }
  });
  it("knows which need a window", () => {
    const texts = ["x > 1", "rate(x) > 1", "delta(x) > 1", "window_hit_ratio > 0.5"];
    assert.deepEqual(
      texts.map((text) => needsWindow(parseAssertion(text))),
      [false, true, true, true],
    );
  });
});

describe("passes", () => {
  it("compares numbers, and texts with == and != only", () => {
    assert.equal(passes({ operator: ">", limit: 5 }, 6n), true);
    assert.equal(passes({ operator: ">", limit: 6 }, 6n), false);
    assert.equal(passes({ operator: "==", limit: "on" }, "on"), true);
    assert.equal(passes({ operator: "!=", limit: "on" }, "off"), true);
    assert.equal(passes({ operator: "==", limit: 5 }, "on"), false);
    assert.equal(passes({ operator: ">", limit: 5 }, "on"), false);
  });
});
