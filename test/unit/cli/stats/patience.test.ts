/** Waiting that can be interrupted. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sleep } from "../../../../src/base/waiting.ts";
import { announceMeasuring, createPatience, pollPatiently } from "../../../../src/cli/stats/patience.ts";
import { deadReading, roundOf } from "../../../support/readings.ts";
import { scriptedPoller } from "../../../support/scripted-poller.ts";
import { createTestContext } from "../../../support/test-context.ts";

const NEVER = new Promise<never>(() => {});

function onTerminal() {
  const test = createTestContext();
  Object.assign(test.context.stderr, { isTTY: true });
  return test;
}

describe("createPatience", () => {
  it("waits as long as it is told, and hands results on", async () => {
    const { context } = createTestContext();
    const patience = createPatience(context);
    await patience.sleep(5000);
    assert.equal(context.clock.monotonicMs(), 5000);
    assert.equal(await patience.unless(Promise.resolve(7)), 7);
    assert.equal(patience.isInterrupted, false);
  });
  it("ends what is under way at a signal, and says so from then on", async () => {
    for (const [signal, exitCode] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      const { context, interrupt } = createTestContext();
      let told = 0;
      const patience = createPatience({ ...context, clock: { ...context.clock, sleep } }, () => {
        told++;
      });
      const waits = [patience.sleep(1e9), patience.unless(NEVER)];
      interrupt(signal);
      assert.deepEqual(await Promise.all(waits), [undefined, undefined]);
      assert.deepEqual([patience.isInterrupted, patience.exitCode, told], [true, exitCode, 1]);
      await patience.sleep(1e9);
    }
  });
  it("keeps no result of what has ended: a command may wait for days", async () => {
    const { context, interrupt } = createTestContext();
    const patience = createPatience(context);
    const results = await Promise.all([1, 2, 3].map((round) => patience.unless(Promise.resolve({ round }))));
    await assert.rejects(patience.unless(Promise.reject(new Error("no"))), /no/);
    interrupt("SIGINT");
    assert.deepEqual(results, [{ round: 1 }, { round: 2 }, { round: 3 }]);
    assert.equal(await patience.unless(NEVER), undefined);
  });
  it("leaves signals alone once it is disposed of", () => {
    const { context, interrupt } = createTestContext();
    const patience = createPatience(context);
    patience.dispose();
    interrupt("SIGINT");
    assert.equal(patience.isInterrupted, false);
  });
});

describe("what a terminal is told", () => {
  it("is nothing for a short wait, nor where stderr is none", () => {
    const pipe = createTestContext();
    announceMeasuring(5000, pipe.context)();
    const terminal = onTerminal();
    announceMeasuring(1000, terminal.context)();
    assert.equal(pipe.stderrText() + terminal.stderrText(), "");
  });
  it("is who is waited for, when a reading takes long", async ({ mock }) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { context, stderrText } = onTerminal();
    const poller = scriptedPoller([roundOf([deadReading("a:1")])], () => mock.timers.tick(1000));
    assert.equal((await pollPatiently(poller, createPatience(context), context))?.servers.length, 1);
    assert.equal(stderrText(), "waiting for a:1...\r\x1b[K");
  });
  it("is one line, which goes away again", () => {
    const { context, stderrText } = onTerminal();
    announceMeasuring(5000, context)();
    assert.equal(stderrText(), "measuring for 5 s...\r\x1b[K");
  });
});
