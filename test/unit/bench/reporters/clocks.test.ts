/** clocks: all four of an open loop, none of a closed one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clockRows } from "../../../../src/bench/reporters/clocks.ts";
import { summarizeLatency } from "../../../../src/bench/result/summarize.ts";
import { histogramOf } from "../../../support/histograms.ts";

const [response, service, sendLag, ownDelay] = [4, 3, 2, 1].map((ms) => summarizeLatency(histogramOf([[ms * 1e6, 1]])));

test("each clock with what it is from and to, in its own words for what ends a request", () => {
  assert.ok(response !== undefined && service !== undefined && sendLag !== undefined && ownDelay !== undefined);
  const rows = clockRows({ response, service, sendLag }, { ownDelay }, "answer");
  assert.deepEqual(
    rows.map(([name, meaning, { maxUs }]) => [name.trim(), meaning, Math.round(maxUs ?? 0)]),
    [
      ["response time", "due -> answer", 4000],
      ["service time", "sent -> answer", 3000],
      ["send lag", "due -> sent", 2000],
      ["of it our own", "could be sent -> sent", 1000],
    ],
  );
  assert.deepEqual(clockRows({ response: null, service, sendLag: null }, { ownDelay: null }, "reply"), []);
});
