/** Times to live as they are typed, and the exptime that is sent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTtl } from "../../../src/repl/ttl.ts";

test("seconds, units, never, expired, longer than 30 days, and what is no time", () => {
  const nowSeconds = () => 1_700_000_000;
  const cases: readonly [string, number | undefined][] = [
    ["60", 60],
    ["0", 0],
    ["never", 0],
    ["-1", -1],
    ["-500", -1],
    ["5m", 300],
    ["1h30m", 5400],
    ["500ms", 1],
    ["30d", 2_592_000],
    ["2592001", 1_702_592_001],
    ["60d", 1_705_184_000],
    ["1893456000", 1_893_456_000],
    ["0s", undefined],
    ["soon", undefined],
    ["", undefined],
    ["5x", undefined],
    ["99999999999999999999", undefined],
  ];
  for (const [text, expected] of cases) {
    assert.equal(parseTtl(text, nowSeconds), expected, text);
  }
});
