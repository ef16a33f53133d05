/** The context of the real process, as far as it can be seen without ending it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { createProcessContext } from "../../../src/cli/process-context.ts";

describe("createProcessContext", () => {
  it("hands out the process's streams and clock", async () => {
    const context = createProcessContext(true);
    assert.equal(context.stdout, process.stdout);
    assert.equal(context.env, process.env);
    assert.equal(context.color, false);
    assert.ok(context.width > 0);
    const before = context.clock.monotonicMs();
    await context.clock.sleep(1);
    assert.ok(context.clock.monotonicMs() > before);
  });
  it("calls back on SIGTERM, and leaves the process alone once disposed", async () => {
    const { onInterrupt } = createProcessContext(false);
    const listeners = process.listenerCount("SIGTERM");
    const seen: string[] = [];
    const dispose = onInterrupt((signal) => seen.push(signal));
    const arrived = once(process, "SIGTERM");
    const keepAlive = setInterval(() => {}, 1000); // a signal alone does not keep the event loop running
    process.kill(process.pid, "SIGTERM");
    await arrived;
    clearInterval(keepAlive);
    assert.deepEqual(seen, ["SIGTERM"]);
    dispose();
    assert.equal(process.listenerCount("SIGTERM"), listeners);
    assert.equal(process.listenerCount("SIGINT"), 0);
  });
});
