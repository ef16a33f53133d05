/** Settings that reach the store. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_SETTINGS } from "../../../src/server/settings.ts";
import { storeOptions } from "../../../src/server/store-options.ts";
import { resolveStoreOptions } from "../../../src/store/options.ts";

test("the defaults of server and store are the same", () => {
  const startTimeUnix = 1_700_000_000;
  const { memoryLimitBytesMax, ...resolved } = resolveStoreOptions(storeOptions(DEFAULT_SETTINGS, startTimeUnix));
  assert.deepEqual(
    { ...resolved, memoryLimitBytesMax: resolved.memoryLimitBytes },
    resolveStoreOptions({ startTimeUnix }),
  );
  assert.ok(memoryLimitBytesMax > resolved.memoryLimitBytes, "the limit can be raised to what the machine has");
});

test("TEMP is off unless it was asked for; a hash power above ours is cut", () => {
  const options = storeOptions({ ...DEFAULT_SETTINGS, tempLru: true, temporaryTtl: 9, hashPower: 32 }, 0);
  assert.equal(options.temporaryTtl, 9);
  assert.equal(options.hashPower, 28);
});
