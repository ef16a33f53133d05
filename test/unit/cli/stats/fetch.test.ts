/** Asking several servers at once. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { after, before, describe, it } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { type FetchOptions, fetchReadings } from "../../../../src/cli/stats/fetch.ts";
import { createTestContext } from "../../../support/test-context.ts";

/** A server that counts how often it was asked. */
async function startCounting(): Promise<Server> {
  let asked = 0;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => {
      asked++;
      socket.write(`STAT command ${data.toString().trim()}\r\nSTAT asked ${asked}\r\nEND\r\n`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function addressOf(server: Server): string {
  const bound = server.address();
  assert.ok(bound !== null && typeof bound === "object");
  return `127.0.0.1:${bound.port}`;
}

function optionsOf(more: Partial<FetchOptions> = {}): FetchOptions {
  const { clock } = createTestContext().context;
  return { subcommand: undefined, timeoutMs: 5000, intervalMs: undefined, clock, ...more };
}

describe("fetchReadings", () => {
  let server: Server;
  before(async () => {
    server = await startCounting();
  });
  after(() => {
    server.close();
  });

  it("asks for the view once", async () => {
    const [reading] = await fetchReadings([parseAddress(addressOf(server))], optionsOf({ subcommand: "items" }));
    assert.ok(reading?.up === true);
    assert.equal(reading.sample.stats.get("command"), "stats items");
    assert.equal(reading.earlier, undefined);
  });
  it("reads twice for an interval, over the clock it was given", async () => {
    const [reading] = await fetchReadings([parseAddress(addressOf(server))], optionsOf({ intervalMs: 60_000 }));
    assert.ok(reading?.up === true && reading.earlier !== undefined);
    assert.equal(Number(reading.sample.stats.get("asked")) - Number(reading.earlier.stats.get("asked")), 1);
    assert.equal(reading.sample.atMs - reading.earlier.atMs, 60_000);
  });
  it("keeps the order and makes a failure of a server that is not there", async () => {
    const gone = await startCounting();
    const dead = addressOf(gone);
    gone.close();
    await once(gone, "close");
    const readings = await fetchReadings([dead, addressOf(server)].map(parseAddress), optionsOf());
    assert.deepEqual(
      readings.map(({ address, up }) => [address, up]),
      [
        [dead, false],
        [addressOf(server), true],
      ],
    );
    assert.ok(readings[0]?.up === false && readings[0].error.code === "CONNECT");
  });
});
