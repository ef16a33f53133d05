/** keys/biggest-keys.ts: the same as sorting everything. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BiggestKeys } from "../../../src/keys/biggest-keys.ts";
import { keyEntry } from "../../support/key-entries.ts";

test("keeps the largest, the largest first, and of equal ones the earlier", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), fc.nat({ max: 8 }), (sizes, keysMax) => {
      const biggest = new BiggestKeys(keysMax);
      const entries = sizes.map((sizeBytes, index) => keyEntry(`k${index}`, { sizeBytes }));
      for (const entry of entries) {
        biggest.add(entry, "server");
      }
      const expected = entries.toSorted((a, b) => b.sizeBytes - a.sizeBytes).slice(0, keysMax);
      assert.deepEqual(
        biggest.list.map(({ entry }) => entry),
        expected,
      );
    }),
  );
});
