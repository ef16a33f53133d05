/** client/connection.ts: pipelining, batching and order of one connection. */
import assert from "node:assert/strict";
import { test } from "node:test";
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
