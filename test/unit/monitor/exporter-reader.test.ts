/** Reading servers when asked. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { systemClock } from "../../../src/base/clock.ts";
import { ExporterReader } from "../../../src/monitor/exporter-reader.ts";
import { type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

const open: { close(): unknown }[] = [];

function reader(timeoutMs: number): ExporterReader {
  const made = new ExporterReader({ subcommands: ["", "settings"], tls: undefined, timeoutMs, clock: systemClock });
  open.push(made);
  return made;
}

async function server(script: Parameters<typeof startScriptedServer>[0]): Promise<ScriptedServer> {
  const started = await startScriptedServer(script);
  open.push(started);
  return started;
}

describe("ExporterReader", () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((thing) => thing.close()));
  });

  it("who asks while a reading is under way gets that one; who asks later a new one, over a new connection", async () => {
    let questions = 0;
    const { address, accepted } = await server((socket) => {
      socket.on("data", () => {
        questions++;
        socket.write("STAT a 1\r\nEND\r\n");
      });
    });
    const one = reader(5000);
    const states = await Promise.all([one.read(address), one.read(address), one.read(address)]);
    assert.ok(states.every((state) => state.up && state === states[0]));
    assert.deepEqual([accepted(), questions], [1, 2]);
    assert.equal(one.activeCount, 0);
    assert.ok((await one.read(address)).up);
    assert.deepEqual([accepted(), questions], [2, 4]);
  });
  it("the connection is closed when the reading is done", async () => {
    let isEnded = (): void => {};
    const ended = new Promise<void>((resolve) => {
      isEnded = resolve;
    });
    const { address } = await server((socket) => {
      socket.on("data", () => socket.write("END\r\n"));
      socket.once("end", () => socket.end());
      socket.once("close", () => isEnded());
    });
    await reader(5000).read(address);
    await ended;
  });
  it("all answers together have to come within the time-out", async () => {
    const { address } = await server((socket) => {
      // Each answer comes soon enough for a time-out of its own.
      socket.on("data", () => setTimeout(() => socket.write("END\r\n"), 300));
    });
    const state = await reader(500).read(address);
    assert.ok(!state.up && state.error.code === "TIMEOUT");
    assert.match(state.error.message, /did not answer everything within 500 ms/);
  });
  it("a server that is gone is down", async () => {
    const gone = await startScriptedServer(() => {});
    await gone.close();
    const state = await reader(5000).read(gone.address);
    assert.ok(!state.up && state.error.code === "CONNECT");
  });
  it("closing ends what is under way", async () => {
    let isAsked = (): void => {};
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const { address } = await server((socket) => socket.once("data", () => isAsked()));
    const one = reader(60_000);
    const reading = one.read(address);
    await asked;
    one.close();
    assert.equal((await reading).up, false);
  });
});
