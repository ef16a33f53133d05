/** Limits and their units. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseLimit } from "../../../src/monitor/assertion-limit.ts";
import type { FieldKind } from "../../../src/stats/summary.ts";

describe("parseLimit", () => {
  it("reads numbers with the units that fit", () => {
    const cases: [string, FieldKind, number | string][] = [
      ["0.9", "ratio", 0.9],
      ["99.9%", "ratio", 0.999],
      ["-5%", "ratio", -0.05],
      ["64MiB", "bytes", 64 * 1024 ** 2],
      ["1k", "bytes", 1024],
      ["1MiB/s", "byteRate", 1024 ** 2],
      ["5s", "seconds", 5],
      ["5m", "seconds", 300],
      ["90", "seconds", 90],
      ["600/m", "rate", 10],
      ["1k", "rate", 1000],
      ["1k", "count", 1000],
      ["-3", "count", -3],
      ["0.5", "count", 0.5],
      ["64MiB", "count", 64 * 1024 ** 2],
      ["5m", "count", 5e6],
      ["90%", "count", 0.9],
      ["250ms", "count", 0.25],
      ["on", "count", "on"],
      ['"1.6.18"', "count", "1.6.18"],
      ["1.6.18", "text", "1.6.18"],
    ];
    for (const [text, kind, limit] of cases) {
      assert.equal(parseLimit(text, kind), limit, `${text} as ${kind}`);
    }
  });
  it("refuses units that do not fit", () => {
    for (const [text, kind] of [
      ["5s", "bytes"],
      ["90", "ratio"],
      ["5MiB", "seconds"],
      ["1.6.18", "count"],
      ["5 apples", "count"],
      ["-", "count"],
      ["lots", "bytes"],
    ] as const) {
      assert.throws(() => parseLimit(text, kind), /is not|is no number/, `${text} as ${kind}`);
    }
  });
});
