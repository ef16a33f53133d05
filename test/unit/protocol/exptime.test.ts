/** Times to live on the wire. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { exptimeAfter, RELATIVE_SECONDS_MAX } from "../../../src/protocol/exptime.ts";

it("is a number of seconds up to 30 days, and the moment beyond", () => {
  assert.equal(exptimeAfter(60, 1_700_000_000_999), 60);
  assert.equal(exptimeAfter(RELATIVE_SECONDS_MAX, 1_700_000_000_999), 2_592_000);
  assert.equal(exptimeAfter(RELATIVE_SECONDS_MAX + 1, 1_700_000_000_999), 1_700_000_000 + 2_592_001);
});
