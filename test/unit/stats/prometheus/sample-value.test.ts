/** Values of series: exact, or refused. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { MetricSource } from "../../../../src/stats/prometheus/metric.ts";
import { readSource } from "../../../../src/stats/prometheus/sample-value.ts";

function read(source: MetricSource, stats: Readonly<Record<string, string>>) {
  return readSource(source, new Map(Object.entries(stats)));
}

describe("readSource", () => {
  it("keeps all 64 bits of a counter", () => {
    assert.deepEqual(read({ stat: "a" }, { a: "18446744073709551615" }), {
      kind: "value",
      value: "18446744073709551615",
      labels: {},
    });
    const all = { a: "18446744073709551615", b: "1" };
    assert.deepEqual(read({ stat: "a", minus: ["b"] }, all), {
      kind: "value",
      value: "18446744073709551614",
      labels: {},
    });
  });
  it("finds nothing where the server says nothing, also for a part of a difference", () => {
    assert.deepEqual(read({ stat: "a" }, {}), { kind: "absent" });
    assert.deepEqual(read({ stat: "a", minus: ["b"] }, { a: "1" }), { kind: "absent" });
    assert.deepEqual(read({ stat: "a", form: "label" }, {}), { kind: "absent" });
  });
  it("reads yes and no, microseconds, and labels", () => {
    const value = (form: "yes-no" | "microseconds", a: string) => {
      const reading = read({ stat: "a", form }, { a });
      return reading.kind === "value" ? reading.value : reading.kind;
    };
    assert.deepEqual(
      ["yes", "no", "1", ""].map((text) => value("yes-no", text)),
      ["1", "0", "fault", "fault"],
    );
    assert.deepEqual(
      ["0", "5", "1500000", "18446744073709551615", "1.5"].map((text) => value("microseconds", text)),
      ["0.000000", "0.000005", "1.500000", "18446744073709.551615", "fault"],
    );
    assert.deepEqual(read({ stat: "version", form: "label", labels: { x: "y" } }, { version: "1.6" }), {
      kind: "value",
      value: "1",
      labels: { x: "y", version: "1.6" },
    });
  });
  it("refuses what is no number, however much like one it looks to JavaScript", () => {
    for (const a of ["", " 1", "0x10", "1e3", "NaN", "Infinity", "1.", ".5", "--1", "1\n2", "9".repeat(41)]) {
      assert.equal(read({ stat: "a" }, { a }).kind, "fault", JSON.stringify(a));
    }
    assert.deepEqual(read({ stat: "a", minus: ["b"] }, { a: "5", b: "x" }), { kind: "fault", stat: "b", text: "x" });
  });
  it("a difference never falls below zero", () => {
    const count = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(count, fc.array(count, { minLength: 1, maxLength: 4 }), (whole, parts) => {
        const names = parts.map((_, index) => `part${index}`);
        const stats = {
          whole: String(whole),
          ...Object.fromEntries(parts.map((part, index) => [names[index], String(part)])),
        };
        const reading = read({ stat: "whole", minus: names }, stats);
        const rest = parts.reduce((left, part) => left - part, whole);
        assert.ok(reading.kind === "value" && reading.value === String(rest > 0n ? rest : 0n));
      }),
    );
  });
});
