/** Which stats are numbers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { statJson, statsJson } from "../../../../src/cli/stats/stat-json.ts";

describe("statJson", () => {
  it("reads digits as numbers and keeps the rest as text", () => {
    const cases: [string, string, unknown][] = [
      ["get_hits", "12", 12n],
      ["oldest", "-1", -1n],
      ["rusage_user", "0.004512", 0.004512],
      ["growth_factor", "1.25", 1.25],
      ["version", "1.6", "1.6"],
      ["umask", "700", "700"],
      ["cas_enabled", "yes", "yes"],
      ["odd", "007", "007"],
      ["odd", "1e5", "1e5"],
      ["odd", "", ""],
      ["odd", "1".repeat(30), "1".repeat(30)],
    ];
    for (const [name, value, json] of cases) {
      assert.equal(statJson(name, value), json, `${name} ${value}`);
    }
  });
  it("makes objects of maps", () => {
    assert.deepEqual(
      statsJson(
        new Map([
          ["a", "1"],
          ["b", "x"],
        ]),
      ),
      { a: 1n, b: "x" },
    );
  });
});
