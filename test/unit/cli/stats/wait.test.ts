/** Waiting for servers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { createPatience } from "../../../../src/cli/stats/patience.ts";
import { waitForServers } from "../../../../src/cli/stats/wait.ts";
import type { Round } from "../../../../src/monitor/reading.ts";
import { answerOf, deadReading, roundOf } from "../../../support/readings.ts";
import { scriptedPoller } from "../../../support/scripted-poller.ts";
import { createTestContext } from "../../../support/test-context.ts";

const UP = answerOf("a:1", {});
const HALF = roundOf([UP, deadReading("b:1")]);

async function wait(rounds: readonly Round[], waitMs: number) {
  const { context, interrupt } = createTestContext();
  let asked = 0;
  const poller = scriptedPoller(rounds, (index) => {
    asked = index + 1;
  });
  await waitForServers(poller, waitMs, createPatience(context), context);
  return { asked, atMs: context.clock.monotonicMs(), interrupt };
}

describe("waitForServers", () => {
  it("asks until every server has answered in one round", async () => {
    const { asked, atMs } = await wait([HALF, HALF, roundOf([UP, answerOf("b:1", {})])], 5000);
    assert.deepEqual([asked, atMs], [3, 200]);
  });
  it("gives up when the time is up, with what the last attempt met", async () => {
    await assert.rejects(wait([HALF], 1000), (error) => {
      assert.ok(error instanceof MemtoolError && error.code === "CONNECT");
      assert.match(error.message, /^b:1 did not answer within 1 s \(1 of 2 servers did\): no b:1$/);
      return true;
    });
  });
  it("does not wait for a server that refuses", async () => {
    const refused = { address: "c:1", up: false as const, error: new MemtoolError("REFUSED", "wrong password") };
    await assert.rejects(wait([roundOf([refused])], 1e6), /wrong password/);
  });
  it("ends at Ctrl-C", async () => {
    const { context, interrupt } = createTestContext();
    const patience = createPatience(context);
    const poller = scriptedPoller([HALF], (index) => {
      if (index === 2) {
        interrupt("SIGINT");
      }
    });
    await waitForServers(poller, 1e6, patience, context);
    assert.equal(patience.isInterrupted, true);
  });
});
