/** Reading servers again and again. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { formatAddress } from "../../../src/base/address.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { Poller } from "../../../src/monitor/poller.ts";
import type { StatsSubcommand } from "../../../src/monitor/reading.ts";
import { type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

/** Answers every line with what it was asked. */
function startEcho(): Promise<ScriptedServer> {
  return startScriptedServer((socket) => {
    socket.on("data", (data) => {
      for (const line of data.toString().trim().split("\r\n")) {
        socket.write(`STAT asked ${line}\r\nEND\r\n`);
      }
    });
  });
}

function pollerOf(servers: readonly ScriptedServer[], subcommands: readonly StatsSubcommand[], timeoutMs = 1000) {
  return new Poller(
    servers.map(({ address }) => address),
    { subcommands, timeoutMs, clock: systemClock },
  );
}

describe("Poller", () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((thing) => thing.close()));
  });

  it("asks for every view over one connection, round after round", async () => {
    const server = await startEcho();
    const poller = pollerOf([server], ["", "items", "slabs"]);
    open.push(poller, server);
    for (let round = 0; round < 3; round++) {
      const { servers, atUnixMs } = await poller.poll();
      const [state] = servers;
      assert.ok(state?.up === true && atUnixMs > 0 && state.tookMs >= 0);
      assert.deepEqual(
        [...state.views].map(([name, stats]) => [name, stats.get("asked")]),
        [
          ["", "stats"],
          ["items", "stats items"],
          ["slabs", "stats slabs"],
        ],
      );
    }
    assert.equal(server.accepted(), 1);
  });
  it("reads other servers from the next round on, and keeps connections to those that stay", async () => {
    const [one, two, three] = [await startEcho(), await startEcho(), await startEcho()];
    const poller = pollerOf([one, two], [""]);
    open.push(poller, one, two, three);
    const names = async (): Promise<string[]> => (await poller.poll()).servers.map(({ address }) => address);
    const expected = [one, two, three].map(({ address }) => formatAddress(address));
    assert.deepEqual(await names(), expected.slice(0, 2));
    poller.setAddresses([two.address, three.address]);
    assert.deepEqual(await names(), expected.slice(1));
    assert.deepEqual(poller.names, expected.slice(1));
    assert.deepEqual([one.accepted(), two.accepted(), three.accepted()], [1, 1, 1]);
  });
  it("asks for more once, and does without what a server does not know", async () => {
    const server = await startScriptedServer((socket) => {
      socket.on("data", (data) => {
        socket.write(/conns/.test(data.toString()) ? "ERROR\r\n" : "STAT a 1\r\nEND\r\n");
      });
    });
    const poller = pollerOf([server], [""]);
    open.push(poller, server);
    const views = async (...extras: StatsSubcommand[]) => {
      const [state] = (await poller.poll(extras)).servers;
      return state?.up === true ? [...state.views.keys()] : assert.fail("down");
    };
    assert.deepEqual(await views("conns", "items"), ["", "items"]);
    assert.deepEqual(await views(), [""]);
  });
  it("has one limit for connecting and all answers, where it is asked for", async () => {
    const server = await startScriptedServer((socket) => {
      socket.on("data", (data) => {
        // The second question is never answered; each would have a minute.
        if (data.toString() === "stats\r\n") {
          socket.write("STAT a 1\r\nEND\r\n");
        }
      });
    });
    const poller = pollerOf([server], ["", "items"], 60_000);
    open.push(poller, server);
    const [state] = (await poller.poll([], 50)).servers;
    assert.ok(state?.up === false && state.error.code === "TIMEOUT");
    assert.match(state.error.message, /did not answer everything within 50/);
  });
  it("a server that never answers does not hold the others up, and is asked again", async () => {
    let isMute = true;
    const mute = await startScriptedServer((socket) => {
      socket.on("data", () => isMute || socket.write("END\r\n"));
    });
    const server = await startEcho();
    const poller = pollerOf([mute, server], [""], 150);
    open.push(poller, mute, server);
    const first = await poller.poll();
    assert.deepEqual(
      first.servers.map(({ up }) => up),
      [false, true],
    );
    const [silent] = first.servers;
    assert.ok(silent?.up === false && silent.error.code === "TIMEOUT");
    isMute = false;
    assert.deepEqual(
      (await poller.poll()).servers.map(({ up }) => up),
      [true, true],
    );
  });
  it("a server that went is gone, and is there again when it is back", async () => {
    const server = await startScriptedServer((socket, connection) => {
      socket.on("data", () => {
        socket.write("END\r\n");
        if (connection === 1) {
          socket.end();
        }
      });
    });
    const poller = pollerOf([server], [""]);
    open.push(poller, server);
    const ups: boolean[] = [];
    for (let round = 0; round < 3; round++) {
      const { servers } = await poller.poll();
      ups.push(servers[0]?.up === true);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual([ups[0], ups[2]], [true, true]);
    assert.equal(server.accepted(), 2);
  });
  it("reads a server without what it refuses, but not without the first question", async () => {
    const server = await startScriptedServer((socket) => {
      socket.on("data", (data) => {
        for (const line of data.toString().trim().split("\r\n")) {
          socket.write(line === "stats slabs" ? "ERROR\r\n" : "STAT a 1\r\nEND\r\n");
        }
      });
    });
    const poller = pollerOf([server], ["", "slabs", "items"]);
    const refused = pollerOf([server], ["slabs", ""]);
    open.push(poller, refused, server);
    const [state] = (await poller.poll()).servers;
    assert.ok(state?.up === true);
    assert.deepEqual([...state.views.keys()], ["", "items"]);
    const [down] = (await refused.poll()).servers;
    assert.ok(down?.up === false && down.error.code === "SERVER");
  });
});
