/** Rounds of servers as they are: probes belong to them, extras are asked for, a server that is gone is in them as such. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { LiveRounds } from "../../../../src/cli/top/live-rounds.ts";
import type { Round, StatsSubcommand } from "../../../../src/monitor/reading.ts";
import { type ScriptedServer, startScriptedServer } from "../../../support/scripted-server.ts";

const servers: ScriptedServer[] = [];

async function startServer(): Promise<ScriptedServer> {
  const server = await startScriptedServer((socket) => {
    socket.on("data", (data) => {
      for (const line of data.toString().trim().split("\r\n")) {
        socket.write(line === "version" ? "VERSION 1\r\n" : `STAT asked ${line}\r\nEND\r\n`);
      }
    });
  });
  servers.push(server);
  return server;
}

function liveOf(server: ScriptedServer, everyMs: number, extras: () => StatsSubcommand[] = () => []): LiveRounds {
  const gone = { ...server.address, port: 1 } as ScriptedServer["address"];
  return new LiveRounds({
    addresses: [server.address, gone],
    tls: undefined,
    timeoutMs: 5000,
    everyMs,
    clock: systemClock,
    extras,
  });
}

describe("LiveRounds", () => {
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  it("go on until they are closed, with the probe's round trips", async () => {
    const live = liveOf(await startServer(), 50);
    const rounds: Round[] = [];
    await live.run((round) => {
      rounds.push(round);
      const [up] = round.servers;
      if (up?.up === true && up.probesUs !== undefined) {
        live.close();
      }
    });
    assert.ok(rounds.length >= 2);
    assert.deepEqual(
      rounds.at(-1)?.servers.map(({ up }) => up),
      [true, false],
    );
  });
  it("can be hurried, and asks for what a page needs then", async () => {
    let wanted: StatsSubcommand[] = [];
    const live = liveOf(await startServer(), 2 ** 30, () => wanted);
    const views: string[][] = [];
    await live.run(({ servers: [server] }) => {
      views.push(server?.up === true ? [...server.views.keys()] : []);
      wanted = ["conns"];
      views.length === 1 ? live.hurry() : live.close();
    });
    assert.deepEqual(views, [[""], ["", "conns"]]);
  });
  it("another pace is taken at once", async () => {
    const live = liveOf(await startServer(), 2 ** 30);
    let count = 0;
    await live.run(() => {
      live.setEvery(1);
      live.noteOwnWork();
      if (++count === 3) {
        live.close();
      }
    });
    assert.equal(count, 3);
  });
});
