/** What pings add up to. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { answerLine, formatMs, PingTally, pingJson, summaryLine } from "../../../../src/cli/request/ping-tally.ts";

function tally(sentCount: number, ...timesMs: readonly number[]): PingTally {
  const made = new PingTally("cache1:11211");
  for (const ms of timesMs) {
    made.record(ms);
  }
  made.sentCount = sentCount;
  return made;
}

it("tells each answer and the sum", () => {
  assert.equal(answerLine(tally(2, 0.1, 0.2134)), "cache1:11211 seq=2 time=0.213 ms");
  assert.equal(
    summaryLine(tally(4, 1, 2, 6)),
    "cache1:11211 4 sent, 3 answered (25% lost), min/avg/max 1.000/3.000/6.000 ms",
  );
  assert.equal(summaryLine(tally(2)), "cache1:11211 2 sent, 0 answered (100% lost)");
  assert.equal(summaryLine(tally(0)), "cache1:11211 0 sent, 0 answered");
  assert.equal(formatMs(12), "12.000");
  assert.equal(tally(4, 1).lostCount, 3);
});

it("counts more answers than a call takes arguments", () => {
  const many = new PingTally("a:11211");
  for (let ms = 1; ms <= 300_000; ms++) {
    many.record(ms);
  }
  many.sentCount = 300_000;
  assert.equal(
    summaryLine(many),
    "a:11211 300000 sent, 300000 answered (0% lost), min/avg/max 1.000/150000.500/300000.000 ms",
  );
});

it("is a document too", () => {
  const up = tally(1, 0.50000000002366);
  up.version = "1.6.18";
  const down = tally(1);
  down.error = new MemtoolError("CONNECT", "could not connect");
  assert.deepEqual(JSON.parse(pingJson([up, down])), {
    servers: [
      { address: "cache1:11211", version: "1.6.18", sent: 1, answered: 1, min_ms: 0.5, avg_ms: 0.5, max_ms: 0.5 },
      {
        address: "cache1:11211",
        version: null,
        sent: 1,
        answered: 0,
        error: { code: "CONNECT", message: "could not connect" },
      },
    ],
  });
});
