/** Numbers as people read them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatDurationMs,
  formatRate,
  formatRatio,
  formatShortCount,
} from "../../../src/base/format-units.ts";
import { parseDurationMs, parseSizeBytes } from "../../../src/base/units.ts";

function table<Value>(format: (value: Value) => string, cases: readonly (readonly [Value, string])[]): void {
  for (const [value, text] of cases) {
    assert.equal(format(value), text);
  }
}

describe("formats", () => {
  it("bytes", () => {
    table(formatBytes, [
      [0, "0 B"],
      [1023, "1023 B"],
      [999, "999 B"],
      [1536, "1.5 KiB"],
      [64 * 1024 ** 2, "64 MiB"],
      [1024 ** 3 * 1.234, "1.23 GiB"],
      [1024 ** 2 - 1, "1 MiB"],
    ]);
  });
  it("counts", () => {
    table<number | bigint>(formatCount, [
      [0, "0"],
      [999, "999"],
      [1234567, "1,234,567"],
      [18446744073709551615n, "18,446,744,073,709,551,615"],
    ]);
    table(formatShortCount, [
      [850, "850"],
      [1234567, "1.23M"],
      [999_999, "1M"],
      [12_345, "12.3k"],
    ]);
    table(formatRate, [[1234, "1.23k/s"]]);
  });
  it("ratios never round to all or nothing", () => {
    table(formatRatio, [
      [0, "0 %"],
      [1, "100 %"],
      [0.934, "93.4 %"],
      [0.99999, "99.999 %"],
      [0.999826, "99.98 %"],
      [0.000456, "0.05 %"],
      [0.9999999999, "99.9999 %"],
      [0.0004, "0.04 %"],
      [1e-12, "0.0001 %"],
    ]);
  });
  it("durations", () => {
    table(formatDurationMs, [
      [0, "0 s"],
      [0.25, "250 us"],
      [1.5, "1.5 ms"],
      [999.7, "1 s"],
      [4200, "4.2 s"],
      [90_000, "1m 30s"],
      [3_600_000, "1h"],
      [7_500_000, "2h 5m"],
      [1_051_200_000, "12d 4h"],
    ]);
  });
});

describe("formatCounted", () => {
  it("puts one and many right", () => {
    assert.deepEqual(
      [formatCounted(1, "key"), formatCounted(0, "key"), formatCounted(1234n, "key")],
      ["1 key", "0 keys", "1,234 keys"],
    );
  });
});

describe("what is printed can be typed", () => {
  it("sizes and durations come back within three digits", () => {
    const near = (value: number, again: number): boolean => Math.abs(again - value) <= value * 0.01;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (bytes) => near(bytes, parseSizeBytes(formatBytes(bytes)))),
    );
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e5, noNaN: true }), (milliseconds) =>
        near(milliseconds, parseDurationMs(formatDurationMs(milliseconds))),
      ),
    );
  });
});
