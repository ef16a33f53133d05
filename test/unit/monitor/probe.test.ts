/** The probe: round trips that were ours to measure, and servers that do not answer. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock.ts";
import { Prober } from "../../../src/monitor/probe.ts";
import { type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

const open: { close(): unknown }[] = [];

function proberOf(server: ScriptedServer, clock = systemClock): Prober {
  const prober = new Prober([server.address], { timeoutMs: 5000, clock });
  open.unshift(prober);
  return prober;
}

async function startVersions(beforeAnswer = () => {}): Promise<ScriptedServer> {
  const server = await startScriptedServer((socket) => {
    socket.on("data", () => {
      beforeAnswer();
      socket.write("VERSION 1.6.45\r\n");
    });
  });
  open.push(server);
  return server;
}

/** Asks until a round trip counts. */
async function takeOne(prober: Prober): Promise<number[]> {
  for (;;) {
    await prober.ask();
    const [taken = []] = prober.take();
    if (taken.length > 0) {
      return taken;
    }
  }
}

describe("Prober", () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((thing) => thing.close()));
  });
  it("gives each round trip once", async () => {
    const prober = proberOf(await startVersions());
    await prober.ask();
    await prober.ask();
    const [taken = []] = prober.take();
    // A busy machine may have taken the CPU away from us meanwhile; such a round trip is not counted.
    assert.ok(taken.length <= 2 && taken.every((us) => us > 0));
    assert.deepEqual(prober.take(), [[]]);
  });
  it("asks other servers when it is told to, and keeps connections to those that stay", async () => {
    const [one, two] = [await startVersions(), await startVersions()];
    const prober = proberOf(one);
    await takeOne(prober);
    prober.setAddresses([two.address, one.address]);
    while (two.accepted() === 0 || prober.take()[1]?.length === 0) {
      await prober.ask();
    }
    assert.deepEqual([one.accepted(), two.accepted()], [1, 1]);
    prober.setAddresses([]);
    assert.deepEqual(prober.take(), []);
  });
  it("does not count what this process was busy in", async () => {
    let prober: Prober | undefined;
    let isBusy = true;
    const server = await startVersions(() => isBusy && prober?.noteOwnWork());
    prober = proberOf(server);
    await prober.ask();
    assert.deepEqual(prober.take(), [[]]);
    isBusy = false;
    assert.equal((await takeOne(prober)).length, 1);
  });
  it("does not count what this process slept through", async () => {
    let nowMs = 0;
    let sleptMs = 60;
    const server = await startVersions(() => {
      nowMs += sleptMs;
    });
    const prober = proberOf(server, { ...systemClock, monotonicMs: () => nowMs });
    await prober.ask();
    assert.deepEqual(prober.take(), [[]]);
    sleptMs = 4;
    await prober.ask();
    assert.deepEqual(prober.take(), [[4000]]);
  });
  it("a slow server is measured, however slow", async () => {
    const server = await startScriptedServer((socket) => {
      socket.on("data", () => setTimeout(() => socket.write("VERSION 1\r\n"), 50));
    });
    open.push(server);
    const [us = 0] = await takeOne(proberOf(server));
    assert.ok(us > 45_000, `${us}`);
  });
  it("a server that hangs up is asked again after a while, not before", async () => {
    let nowMs = 0;
    let hangsUp = true;
    const server = await startScriptedServer((socket) => {
      socket.on("data", () => (hangsUp ? socket.destroy() : socket.write("VERSION 1\r\n")));
    });
    open.push(server);
    const prober = proberOf(server, { ...systemClock, monotonicMs: () => nowMs });
    await prober.ask();
    assert.deepEqual(prober.take(), [[]]);
    hangsUp = false;
    await prober.ask();
    assert.equal(server.accepted(), 1);
    nowMs = 6000;
    await prober.ask();
    assert.equal(server.accepted(), 2);
    assert.equal(prober.take()[0]?.length, 1);
  });
});
