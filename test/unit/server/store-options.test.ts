/** Settings that reach the store. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_SETTINGS } from "../../../src/server/settings.ts";
import { storeOptions } from "../../../src/server/store-options.ts";
import { resolveStoreOptions } from "../../../src/store/options.ts";

test("the defaults of server and store are the same", () => {
  const startTimeUnix = 1_700_000_000;
  assert.deepEqual(
    resolveStoreOptions(storeOptions(DEFAULT_SETTINGS, startTimeUnix)),
    resolveStoreOptions({ startTimeUnix }),
  );
});

test("TEMP is off unless it was asked for; a hash power above ours is cut", () => {
  const options = storeOptions({ ...DEFAULT_SETTINGS, tempLru: true, temporaryTtl: 9, hashPower: 32 }, 0);
  assert.equal(options.temporaryTtl, 9);
  assert.equal(options.hashPower, 28);
  assert.equal(storeOptions({ ...DEFAULT_SETTINGS, memoryLimitBytesMax: 2 ** 32 }, 0).memoryLimitBytesMax, 2 ** 32);
});
