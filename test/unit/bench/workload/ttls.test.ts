/** ttls: spellings and refusals. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTtls, parseTtls } from "../../../../src/bench/workload/ttls.ts";

test("spellings, written back", () => {
  for (const [text, written] of [
    ["0", "0"],
    ["0s", "0"],
    ["90s", "90s"],
    ["1m30s", "90s"],
    ["3600s", "1h"],
    ["30d", "30d"],
    ["1m-1h", "1m-1h"],
    ["1d:0.65,14d:0.27,12h:0.08", "1d:0.65,14d:0.27,12h:0.08"],
    ["0:1,1000ms-1m:3", "0:1,1s-1m:3"],
  ] as const) {
    assert.equal(formatTtls(parseTtls(text)), written);
    assert.deepEqual(parseTtls(written), parseTtls(text));
  }
});

test("seconds are what is drawn", () => {
  assert.deepEqual(parseTtls("1m-1h"), { kind: "parts", parts: [{ from: 60, to: 3600, weight: 1 }] });
});

for (const [text, message] of [
  ["", /duration/],
  ["60", /duration/],
  ["1500ms", /whole seconds/],
  ["31d", /30 days/],
  ["1h-1m", /before it starts/],
  ["0-1h", /no range starts there/],
  ["1h:0", /FROM-TO/],
  ["pareto:1,2,3", /FROM-TO|duration/],
] as const) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => parseTtls(text), { code: "USAGE", message });
  });
}
