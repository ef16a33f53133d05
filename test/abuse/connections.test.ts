/** Connections to the limit and past it, ended by halves, reset in the middle, opened by the thousand. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AbusedServer, ask, CLIENT_COUNT, readToEnd, residentBytesBound } from "../support/abuse.ts";
import { eventually } from "../support/faulty-disk.ts";
import { IS_FULL } from "../support/observation.ts";

const LIMIT_MIB = 64;
const CONNECTIONS_MAX = 40;
/** Of a hundred connections each. */
const CHURN_ROUNDS = IS_FULL ? 200 : 20;
const CHURNED_CONNECTIONS = IS_FULL ? 20_000 : 1000;
const TOO_MANY = "ERROR Too many open connections\r\n";
const SERVED_AFTER_MS = IS_FULL ? 1000 : 5000;

async function withServer(args: readonly string[], use: (server: AbusedServer) => Promise<void>): Promise<void> {
  const server = await AbusedServer.start(["-m", String(LIMIT_MIB), ...args]);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

describe("connections", () => {
  test("over the limit get memcached's line and are counted; a new client is served once there is room", (context) =>
    withServer(["-t", "2", "-c", String(CONNECTIONS_MAX)], async (server) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        // The bystander has one.
        const clients = await server.openMany(CONNECTIONS_MAX - 1);
        for (const client of clients) assert.match(await ask(client, "version\r\n", "\r\n"), /^VERSION/);
        for (let count = 0; count < 3 * CONNECTIONS_MAX; count++) {
          assert.equal(await readToEnd(await server.open()), TOO_MANY);
        }
        const [first, second] = clients;
        assert.ok(first !== undefined && second !== undefined);
        first.destroy();
        const startedMs = performance.now();
        let reply = "";
        while (!reply.startsWith("VERSION")) reply = await server.talk("version\r\n", "\r\n");
        const tookMs = performance.now() - startedMs;
        context.diagnostic(`a new client was served after ${Math.round(tookMs)} ms`);
        assert.ok(tookMs < SERVED_AFTER_MS, `served after ${tookMs} ms`);
        const stats = await ask(second, "stats\r\n", "END\r\n");
        const rejected = Number(/STAT rejected_connections (\d+)/.exec(stats)?.[1]);
        assert.ok(rejected >= 3 * CONNECTIONS_MAX, `${rejected} were counted`);
      });
    }));

  test("that come and go at the limit and past it leave it where it was", (context) =>
    withServer(["-t", "2", "-c", String(CONNECTIONS_MAX)], async (server) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        const kept = await server.openMany(CONNECTIONS_MAX - 4);
        for (let count = 0; count < CHURNED_CONNECTIONS; count++) {
          const client = await server.open();
          const index = count % kept.length;
          switch (count % 4) {
            case 0:
              client.resetAndDestroy();
              break;
            case 1:
              client.end("version\r\n");
              client.resume();
              break;
            default:
              kept[index]?.destroy();
              kept[index] = client;
          }
        }
      });
      // A busy server hears of the last ends a little later.
      await eventually("as many places as before", async () => {
        const clients = await server.openMany(CONNECTIONS_MAX - 1);
        const answers = await Promise.all(clients.map((client) => ask(client, "version\r\n", "\r\n")));
        for (const client of clients) client.destroy();
        return answers.every((answer) => answer.startsWith("VERSION"));
      });
    }));

  test("without maxconns_fast wait until there is room", (context) =>
    withServer(["-t", "2", "-c", String(CONNECTIONS_MAX), "-o", "no_maxconns_fast"], async (server) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        const clients = await server.openMany(CONNECTIONS_MAX - 1);
        for (const client of clients) assert.match(await ask(client, "version\r\n", "\r\n"), /^VERSION/);
        const waiting = await server.openMany(20);
        const impatient = await server.openMany(20);
        const answers = waiting.map((socket) => ask(socket, "version\r\n", "\r\n"));
        for (const socket of impatient) socket.resetAndDestroy();
        for (const client of clients) client.destroy();
        for (const answer of answers) assert.match(await answer, /^VERSION/);
      });
    }));

  test("that end their half get all replies, and then their end", (context) =>
    withServer(["-t", "2"], async (server) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        const requests = `${"set h 0 0 3\r\nabc\r\nget h\r\n".repeat(2000)}get h`;
        const expected = "STORED\r\nVALUE h 0 3\r\nabc\r\nEND\r\n".repeat(2000);
        const answers = (await server.openMany(50)).map((client) => {
          client.end(requests);
          return readToEnd(client);
        });
        for (const answer of answers) assert.ok((await answer) === expected);
      });
    }));

  for (const [what, bytes] of [
    ["text value", Buffer.from("set reset 0 0 1000000\r\nhalf")],
    ["large text value", Buffer.concat([Buffer.from("set reset 0 0 900000\r\n"), Buffer.alloc(500_000)])],
    ["refused value", Buffer.from("set reset 0 0 100000000\r\nhalf")],
    [
      "binary value",
      Buffer.from("80010005080000000001000d000000010000000000000000000000000000000072657365746869", "hex"),
    ],
    ["pipeline whose replies nobody takes", Buffer.from("get bystander\r\n".repeat(20_000))],
  ] as const) {
    test(`that are reset in the middle of a ${what} leave nothing behind`, (context) =>
      withServer(["-t", "2"], async (server) => {
        await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
          for (let round = 0; round < 5; round++) {
            const clients = await server.openMany(CLIENT_COUNT / 4);
            await Promise.all(clients.map((client) => new Promise((resolve) => client.write(bytes, resolve))));
            for (const client of clients) client.resetAndDestroy();
          }
        });
      }));
  }

  test("that come and go by the thousand leave nothing behind", (context) =>
    withServer(["-t", "2"], async (server) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        for (let round = 0; round < CHURN_ROUNDS; round++) {
          const clients = await server.openMany(100);
          for (const [index, client] of clients.entries()) {
            if (index % 3 === 0) client.destroy();
            else if (index % 3 === 1) client.end("get bystander\r\n");
            else client.resetAndDestroy();
          }
        }
      });
    }));

  test("that are stuck do not delay the end of the server", (context) =>
    withServer(["-t", "2"], async (server) => {
      const clients = await server.openMany(CLIENT_COUNT);
      for (const [index, client] of clients.entries()) {
        client.write(index % 2 === 0 ? "set reset 0 0 1000000\r\nhalf" : "get bystander\r\n".repeat(20_000));
      }
      const polite = await server.open();
      polite.write("get bystander\r\nquit\r\n");
      assert.match(await readToEnd(polite), /^VALUE bystander 0 100\r\nb{100}\r\nEND\r\n$/);
      const startedMs = performance.now();
      assert.equal(await server.process.stop(), "ended with exit code 0");
      context.diagnostic(`ended after ${Math.round(performance.now() - startedMs)} ms`);
    }));
});
