/** share-rows: everybody gets the least it needs, then by weight. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { shareRows } from "../../../../src/ui/screen/share-rows.ts";

describe("shareRows", () => {
  const two = [
    { rowsMin: 2, rowsMax: 5, weight: 1 },
    { rowsMin: 3, rowsMax: 50, weight: 2 },
  ];
  test("the least first, then by weight, up to the most", () => {
    assert.deepEqual(shareRows(1, two), [0, 0]);
    assert.deepEqual(shareRows(4, two), [4, 0]);
    assert.deepEqual(shareRows(5, two), [2, 3]);
    assert.deepEqual(shareRows(12, two), [4, 8]);
    assert.deepEqual(shareRows(100, two), [5, 50]);
  });
  test("never deals out more than there is", () => {
    const section = fc.record({
      rowsMin: fc.integer({ min: 1, max: 9 }),
      rowsMax: fc.integer({ min: 9, max: 30 }),
      weight: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.nat(80), fc.array(section, { maxLength: 5 }), (rows, sections) => {
        const shares = shareRows(rows, sections);
        const sum = shares.reduce((total, share) => total + share, 0);
        assert.ok(sum <= rows);
        for (const [index, { rowsMin, rowsMax }] of sections.entries()) {
          const share = shares[index] ?? 0;
          assert.ok(share === 0 || (share >= rowsMin && share <= rowsMax));
          assert.ok(sum === rows || share === 0 || share === rowsMax, "rows are left though somebody wants them");
        }
      }),
    );
  });
});
