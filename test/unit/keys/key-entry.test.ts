/** keys/key-entry.ts: TTL and idle time by the server's clock. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { idleSeconds, NEVER_EXPIRES, ttlSeconds } from "../../../src/keys/key-entry.ts";
import { keyEntry } from "../../support/key-entries.ts";

test("a TTL is what is left, never less than nothing, and unknown to what never expires", () => {
  assert.equal(ttlSeconds(keyEntry("a", { exptime: 1060 }), 1000), 60);
  assert.equal(ttlSeconds(keyEntry("a", { exptime: 999 }), 1000), 0);
  assert.equal(ttlSeconds(keyEntry("a", { exptime: NEVER_EXPIRES }), 1000), undefined);
});

test("idle time is counted from the last access the server tells", () => {
  assert.equal(idleSeconds(keyEntry("a", { lastAccess: 900 }), 1000), 100);
  assert.equal(idleSeconds(keyEntry("a", { lastAccess: 1001 }), 1000), 0);
  assert.equal(idleSeconds(keyEntry("a", { lastAccess: undefined }), 1000), undefined);
});
