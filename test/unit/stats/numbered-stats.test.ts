/** Grouping stats by the number in their names. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { groupNumbered } from "../../../src/stats/numbered-stats.ts";

describe("groupNumbered", () => {
  it("groups items, slabs and conns, ascending, and keeps what has no number", () => {
    const { groups, others } = groupNumbered([
      ["items:10:age", "5"],
      ["items:2:age", "6"],
      ["items:2:number", "1"],
      ["27:listen_addr", "tcp:127.0.0.1:11211"],
      ["active_slabs", "2"],
    ]);
    assert.deepEqual(
      groups.map(({ id }) => id),
      [2, 10, 27],
    );
    assert.deepEqual(
      [...(groups[0]?.values ?? [])],
      [
        ["age", "6"],
        ["number", "1"],
      ],
    );
    assert.equal(groups[2]?.values.get("listen_addr"), "tcp:127.0.0.1:11211");
    assert.deepEqual([...others], [["active_slabs", "2"]]);
  });
  it("is not taken in by names that only look numbered", () => {
    const { groups, others } = groupNumbered([
      ["items:x:age", "1"],
      ["99999999999999:a", "1"],
      ["5:", "1"],
      ["-1:a", "1"],
    ]);
    assert.equal(groups.length, 0);
    assert.equal(others.size, 4);
  });
});
