/** client/connection.ts: pipelining, batching and order of one connection. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Address } from "../../../src/base/address.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { Connection, type ConnectionSettings } from "../../../src/client/connection.ts";
import { DEFAULT_REPLY_LIMITS, type Reply } from "../../../src/protocol/reply.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";

const SETTINGS: ConnectionSettings = {
  connectTimeoutMs: 5000,
  requestTimeoutMs: 60_000,
  replyLimits: DEFAULT_REPLY_LIMITS,
  clock: systemClock,
};

function ask(connection: Connection, line: string): Promise<Reply> {
  return new Promise((settle, reject) => {
    connection.send({
      label: line,
      encode: (buffer) => buffer.ascii(`${line}\r\n`),
      expectation: { shape: "line" },
      settle,
      reject,
      retriesLeft: 0,
      closesAfterError: false,
    });
  });
}

test("requests of one tick leave in one write, and replies go to their requests in order", async () => {
  const chunks: string[] = [];
  const server = await startScriptedServer((socket) => {
    socket.on("data", (chunk) => {
      chunks.push(String(chunk));
      for (const line of String(chunk).trimEnd().split("\r\n")) {
        socket.write(`re ${line}\r\n`);
      }
    });
  });
  const connection = new Connection(server.address, SETTINGS, (request, error) => request.reject(error));
  const early = ask(connection, "before it is open");
  assert.deepEqual(await early, { kind: "line", text: "re before it is open" });
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  const replies = await Promise.all(lines.map((line) => ask(connection, line)));
  assert.deepEqual(
    replies,
    lines.map((line) => ({ kind: "line", text: `re ${line}` })),
  );
  assert.equal(chunks.length, 2);
  assert.equal(connection.pendingCount, 0);
  connection.close();
  assert.equal(connection.isUsable, false);
  await server.close();
});

test("close waits for what is pending, even before the connection is open", async () => {
  const server = await startScriptedServer((socket) => socket.once("data", () => socket.write("OK\r\n")));
  const connection = new Connection(server.address, SETTINGS, (request, error) => request.reject(error));
  const reply = ask(connection, "hello");
  connection.close();
  assert.deepEqual(await reply, { kind: "line", text: "OK" });
  await server.close();
});

test("the login goes before the requests that wait, and again on every new connection", async () => {
  const received: string[] = [];
  const server = await startScriptedServer((socket) => {
    socket.on("data", (chunk) => {
      received.push(String(chunk));
      socket.write(String(chunk).startsWith("set memtool_login") ? "STORED\r\n" : "OK\r\n");
    });
  });
  const address = { ...server.address, username: "joe", password: "secret" } as Address;
  for (let round = 0; round < 2; round++) {
    const connection = new Connection(address, SETTINGS, (request, error) => request.reject(error));
    const reply = ask(connection, "verbosity 1");
    await connection.opened;
    assert.deepEqual(await reply, { kind: "line", text: "OK" });
    connection.destroy("done");
  }
  const round = ["set memtool_login 0 -1 10\r\njoe secret\r\n", "verbosity 1\r\n"];
  assert.deepEqual(received, [...round, ...round]);
  await server.close();
});

test("a refused login fails everything that waits for it, as REFUSED", async () => {
  const server = await startScriptedServer((socket) =>
    socket.on("data", () => socket.write("CLIENT_ERROR authentication failure\r\n")),
  );
  const address = { ...server.address, username: "joe", password: "secret" } as Address;
  const connection = new Connection(address, SETTINGS, (request, error) => request.reject(error));
  const requests = [ask(connection, "one"), ask(connection, "two")];
  for (const request of [...requests, connection.opened]) {
    await assert.rejects(request, { code: "REFUSED", message: /refused the login of "joe"/ });
  }
  assert.equal(connection.isUsable, false);
  await server.close();
});

test("a connection that is given up during its login is closed", async () => {
  const server = await startScriptedServer(() => {});
  const address = { ...server.address, username: "joe", password: "secret" } as Address;
  const connection = new Connection(address, SETTINGS, (request, error) => request.reject(error));
  const request = ask(connection, "one");
  while (server.accepted() === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  connection.destroy("no longer wanted");
  await assert.rejects(request, { code: "DISCONNECTED", message: /no longer wanted/ });
  await assert.rejects(connection.opened, { code: "DISCONNECTED" });
  await server.close();
});
