/** cache_memlimit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

const MIB = 1024 * 1024;

test("takes megabytes from 8 on, as far as the arena reaches", () => {
  const harness = new EngineHarness({ memoryLimitBytesMax: 900 * MIB });
  const expected: Readonly<Record<string, string>> = {
    cache_memlimit: "ERROR",
    "cache_memlimit x": "ERROR",
    "cache_memlimit -8": "ERROR",
    "cache_memlimit 99999999999": "ERROR",
    "cache_memlimit 0": "MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m",
    "cache_memlimit 7": "MEMLIMIT_TOO_SMALL cannot set maxbytes to less than 8m",
    "cache_memlimit 1000000001": "MEMLIMIT_ADJUST_FAILED input value is megabytes not bytes",
    "cache_memlimit 1000000000": "MEMLIMIT_ADJUST_FAILED out of bounds or unable to adjust",
    "cache_memlimit 512 and more": "OK",
  };
  for (const [line, reply] of Object.entries(expected)) {
    assert.equal(harness.run(`${line}\r\n`), `${reply}\r\n`, line);
  }
  assert.match(harness.run("stats\r\n"), /STAT limit_maxbytes 536870912\r\n/);
  assert.equal(harness.run("cache_memlimit 8 noreply\r\n"), "");
  assert.equal(harness.store.memoryLimitBytes, 8 * 1024 * 1024);
});

test("changes nothing where memory was taken at once (-L)", () => {
  const harness = new EngineHarness();
  harness.server.allows = { ...harness.server.allows, memoryLimit: false };
  assert.equal(harness.run("cache_memlimit 64\r\n"), "MEMLIMIT_ADJUST_FAILED out of bounds or unable to adjust\r\n");
});

test("a raised limit is used", () => {
  const harness = new EngineHarness({ memoryLimitBytesMax: 900 * MIB });
  const value = "v".repeat(100_000);
  const store = (): number => {
    for (let index = 0; index < 600; index++) {
      harness.run(`set key${index} 0 0 100000 noreply\r\n${value}\r\n`);
    }
    return harness.store.parts.pool.pagesTaken;
  };
  assert.equal(store(), 16);
  harness.run("cache_memlimit 40\r\n");
  assert.equal(store(), 40);
});
