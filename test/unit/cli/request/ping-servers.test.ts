/** Pinging servers that come, go and refuse, on a clock that only moves when told. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ErrorCode, MemtoolError } from "../../../../src/base/errors.ts";
import { type PingPlan, type PingPorts, pingServer } from "../../../../src/cli/request/ping-servers.ts";
import type { PingTally } from "../../../../src/cli/request/ping-tally.ts";

interface Run {
  readonly tally: PingTally;
  readonly events: readonly string[];
  readonly nowMs: number;
}

/** @param state what the server does at a moment: answers after some milliseconds, or fails */
async function run(
  plan: Partial<PingPlan>,
  state: (nowMs: number) => number | ErrorCode,
  stopAtMs = Number.POSITIVE_INFINITY,
): Promise<Run> {
  let nowMs = 0;
  const events: string[] = [];
  const ports: PingPorts = {
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
    isStopped: () => nowMs >= stopAtMs,
    onAnswer: ({ sentCount }) => events.push(`answer ${sentCount}`),
    onLoss: ({ sentCount }, { code }) => events.push(`${code} ${sentCount}`),
  };
  const check = (): number => {
    const now = state(nowMs);
    if (typeof now === "string") {
      throw new MemtoolError(now, "it failed");
    }
    return now;
  };
  const target = {
    name: "cache1:11211",
    connect: async () => {
      check();
      nowMs += 1;
    },
    version: async () => {
      nowMs += check();
      return "1.6.18";
    },
  };
  const tally = await pingServer(target, { count: 1, everyMs: 1000, waitMs: 0, ...plan }, ports);
  return { tally, events, nowMs };
}

describe("pingServer", () => {
  it("measures the round trip, not the connecting", async () => {
    const { tally, events } = await run({ count: 3 }, () => 0.25);
    assert.deepEqual(events, ["answer 1", "answer 2", "answer 3"]);
    assert.deepEqual([tally.answeredCount, tally.minMs, tally.maxMs], [3, 0.25, 0.25]);
    assert.equal(tally.version, "1.6.18");
  });
  it("keeps the pace, and does not wait after the last", async () => {
    const { nowMs } = await run({ count: 3, everyMs: 100 }, () => 5);
    assert.ok(nowMs > 200 && nowMs < 300, `${nowMs}`);
    assert.ok((await run({ count: 3, everyMs: 1 }, () => 50)).nowMs > 150, "slower than the pace");
  });
  it("tells a loss at once when it is not to wait", async () => {
    const { tally, events, nowMs } = await run({}, () => "CONNECT");
    assert.deepEqual(events, ["CONNECT 1"]);
    assert.deepEqual([tally.lostCount, tally.error?.code], [1, "CONNECT"]);
    assert.equal(nowMs, 0);
  });
  it("waits until the server answers, and no longer than it is to", async () => {
    const { tally, events, nowMs } = await run({ waitMs: 30_000 }, (now) => (now < 2000 ? "CONNECT" : 1));
    assert.deepEqual([events, tally.lostCount], [["answer 1"], 0]);
    assert.ok(nowMs < 2300, `${nowMs}`);
    const never = await run({ waitMs: 3000 }, () => "TIMEOUT");
    assert.deepEqual(never.events, ["TIMEOUT 1"]);
    assert.ok(never.nowMs <= 3000 && never.nowMs > 2700, `${never.nowMs}`);
  });
  it("does not wait for a server that refuses", async () => {
    const { events, nowMs } = await run({ waitMs: 30_000 }, () => "REFUSED");
    assert.deepEqual([events, nowMs], [["REFUSED 1"], 0]);
  });
  it("counts a server that goes and comes back", async () => {
    const { tally, events } = await run({ count: 4, everyMs: 100 }, (now) =>
      now > 150 && now < 250 ? "DISCONNECTED" : 1,
    );
    assert.deepEqual(events, ["answer 1", "answer 2", "DISCONNECTED 3", "answer 4"]);
    assert.deepEqual([tally.sentCount, tally.lostCount], [4, 1]);
  });
  it("tries a server that is not there once, and goes on only if it is to ping more", async () => {
    let attempts = 0;
    const gone = (): ErrorCode => {
      attempts++;
      return "TIMEOUT";
    };
    await run({}, gone);
    assert.equal(attempts, 1);
    const { events } = await run({ count: 3, everyMs: 100 }, gone);
    assert.deepEqual(events, ["TIMEOUT 1", "TIMEOUT 2", "TIMEOUT 3"]);
    const waited = await run({ count: 3, waitMs: 500 }, gone);
    assert.deepEqual(waited.events, ["TIMEOUT 1"]);
  });
  it("stops when it is told to", async () => {
    const { tally } = await run({ count: 0, everyMs: 1000 }, () => 1, 4500);
    assert.equal(tally.answeredCount, 5);
    const waiting = await run({ waitMs: 60_000 }, () => "CONNECT", 1000);
    assert.deepEqual([waiting.events, waiting.tally.sentCount], [[], 0]);
  });
  it("does not hide a bug", async () => {
    await assert.rejects(
      run({}, () => "BUG"),
      /it failed/,
    );
  });
});
