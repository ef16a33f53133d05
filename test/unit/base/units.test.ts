/** Sizes, durations, counts, rates and ratios as people type them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { MemtoolError } from "../../../src/base/errors.ts";
import {
  parseCount,
  parseDurationMs,
  parseInteger,
  parseRate,
  parseRatio,
  parseSizeBytes,
} from "../../../src/base/units.ts";

function refuses(parse: (text: string) => number, texts: readonly string[], hint: RegExp): void {
  for (const text of texts) {
    assert.throws(
      () => parse(text),
      (error) => error instanceof MemtoolError && error.code === "USAGE" && hint.test(error.hint ?? ""),
      `accepted ${JSON.stringify(text)}`,
    );
  }
}

describe("sizes", () => {
  it("reads bytes, binary units in every spelling, fractions and separators", () => {
    const cases: [string, number][] = [
      ["0", 0],
      ["64", 64],
      ["64b", 64],
      ["1k", 1024],
      ["1K", 1024],
      ["1kb", 1024],
      ["1KiB", 1024],
      ["1.5k", 1536],
      ["1024M", 1024 ** 3],
      ["1GiB", 1024 ** 3],
      ["1g", 1024 ** 3],
      ["2T", 2 * 1024 ** 4],
      ["1_000", 1000],
      [" 8 m ", 8 * 1024 ** 2],
    ];
    for (const [text, bytes] of cases) {
      assert.equal(parseSizeBytes(text), bytes, text);
    }
  });
  it("counts a bare number in the unit asked for", () => {
    assert.equal(parseSizeBytes("64", "m"), 64 * 1024 ** 2);
    assert.equal(parseSizeBytes("64k", "m"), 64 * 1024);
  });
  it("refuses the rest with examples", () => {
    refuses(parseSizeBytes, ["", "x", "-1", "1x", "1ib", "1 2", "k", "1e3", "0.2", "9999999999T"], /1GiB/);
  });
});

describe("durations", () => {
  it("reads one or several units", () => {
    const cases: [string, number][] = [
      ["0", 0],
      ["5s", 5000],
      ["100ms", 100],
      ["250us", 0.25],
      ["1m30s", 90_000],
      ["1m 30s", 90_000],
      ["1.5h", 5_400_000],
      ["2d", 172_800_000],
    ];
    for (const [text, milliseconds] of cases) {
      assert.equal(parseDurationMs(text), milliseconds, text);
    }
  });
  it("takes a bare number only where a unit was agreed on", () => {
    assert.equal(parseDurationMs("5", "s"), 5000);
    refuses(parseDurationMs, ["5"], /1m30s/);
  });
  it("refuses the rest with examples", () => {
    refuses(parseDurationMs, ["", "s", "5x", "5 s x", "-5s", "1..5s", "5sms"], /100ms/);
  });
});

describe("counts, rates, ratios, integers", () => {
  it("reads counts", () => {
    for (const [text, count] of [
      ["7", 7],
      ["1k", 1000],
      ["2.5M", 2_500_000],
      ["1e6", 1_000_000],
      ["1_000", 1000],
    ] as const) {
      assert.equal(parseCount(text), count, text);
    }
    refuses(parseCount, ["", "1.5", "-1", "1kk", "1.0005k", "many"], /2\.5M/);
  });
  it("reads rates", () => {
    for (const [text, rate] of [
      ["1000", 1000],
      ["50k/s", 50_000],
      ["600/m", 10],
      ["0.5/s", 0.5],
    ] as const) {
      assert.equal(parseRate(text), rate, text);
    }
    refuses(parseRate, ["", "/s", "1/x", "1/s/s", "-1"], /50k\/s/);
  });
  it("reads ratios", () => {
    assert.equal(parseRatio("0.9"), 0.9);
    assert.equal(parseRatio("90%"), 0.9);
    refuses(parseRatio, ["1.1", "101%", "-0.1", "", "x"], /90%/);
  });
  it("reads integers", () => {
    assert.equal(parseInteger("-12"), -12);
    refuses(parseInteger, ["", "1.5", "1k", "99999999999999999999"], /10/);
  });
});

describe("any text", () => {
  it("gives a finite number or a USAGE error", () => {
    const parsers = [parseSizeBytes, parseDurationMs, parseCount, parseRate, parseRatio, parseInteger];
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.]{0,6}[kmgtbsu%/]{0,3}$/));
    fc.assert(
      fc.property(text, fc.constantFrom(...parsers), (word, parse) => {
        try {
          assert.ok(Number.isFinite(parse(word)));
        } catch (error) {
          assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
        }
      }),
    );
  });
});
