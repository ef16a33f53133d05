/** Store options: defaults and refusals. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { resolveStoreOptions, type StoreOptions } from "../../../src/store/options.ts";

const MIB = 1024 * 1024;

it("defaults to memcached's settings", () => {
  const options = resolveStoreOptions({ startTimeUnix: 1 });
  assert.equal(options.memoryLimitBytes, 64 * MIB);
  assert.equal(options.itemSizeMax, MIB);
  assert.equal(options.slabChunkMax, MIB / 2);
  assert.equal(options.growthFactor, 1.25);
  assert.equal(options.casEnabled && options.evictions && options.segmentedLru, true);
});

it("starts with memcached's hash table, whatever the memory limit: it grows with the items", () => {
  for (const memoryLimitBytes of [MIB, 30 * 1024 * MIB]) {
    assert.equal(resolveStoreOptions({ startTimeUnix: 1, memoryLimitBytes }).hashPower, 16);
  }
});

it("refuses what cannot work", () => {
  const cases: Partial<StoreOptions>[] = [
    { memoryLimitBytes: 0 },
    { memoryLimitBytes: 33 * 1024 * MIB },
    { itemSizeMax: 1023 },
    { itemSizeMax: 1024 * MIB + 1 },
    { growthFactor: 1 },
    { slabMinSize: 0 },
    { slabChunkMax: 1000 },
    { slabChunkMax: 3 * 1024 },
    { hashPower: 11 },
    { hashPower: 29 },
    { hashPower: 16.5 },
  ];
  for (const options of cases) {
    assert.throws(
      () => resolveStoreOptions({ startTimeUnix: 1, ...options }),
      { code: "USAGE" },
      JSON.stringify(options),
    );
  }
});
