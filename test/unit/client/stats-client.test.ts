/** client/stats-client.ts: text where it is spoken, binary where a server hangs up on text. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import type { Address } from "../../../src/base/address.ts";
import { StatsClient } from "../../../src/client/stats-client.ts";
import { packet } from "../../support/binary-packet.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";

const OPTIONS = { connectTimeoutMs: 5000, requestTimeoutMs: 60_000 };

/** Answers binary statistics and logins, and hangs up on text, as `memcached -S` does. */
function speakBinary(password: string): (socket: Socket) => void {
  return (socket) => {
    socket.on("data", (chunk: Buffer) => {
      if (chunk[0] !== 0x80) {
        socket.end();
        return;
      }
      const facts = { magic: 0x81, opcode: chunk[1] ?? 0, opaque: chunk.readUInt32BE(12) };
      const isRight = chunk.toString("latin1").endsWith(`\0${password}`);
      const login = isRight ? { value: "Authenticated" } : { status: 0x20, value: "Auth failure." };
      const text =
        chunk[1] === 0x21
          ? packet({ ...facts, ...login })
          : packet({ ...facts, key: "pid", value: "1" }) + packet({ ...facts });
      socket.write(Buffer.from(text, "latin1"));
    });
  };
}

test("text is spoken with a server that knows it, on one connection", async () => {
  const server = await startScriptedServer((socket) =>
    socket.on("data", (chunk) => socket.write(`STAT asked ${String(chunk).trim()}\r\nEND\r\n`)),
  );
  const client = new StatsClient(server.address, OPTIONS);
  assert.deepEqual(await client.stats("items"), [{ name: "asked", value: "stats items" }]);
  assert.deepEqual(await client.stats(), [{ name: "asked", value: "stats" }]);
  assert.equal(server.accepted(), 1);
  client.destroy();
  await server.close();
});

test("binary is spoken with a server that hangs up on text, from then on", async () => {
  const server = await startScriptedServer(speakBinary("secret"));
  const address = { ...server.address, username: "joe", password: "secret" } as Address;
  const client = new StatsClient(address, OPTIONS);
  assert.deepEqual(await client.stats(), [{ name: "pid", value: "1" }]);
  assert.deepEqual(await client.stats("slabs"), [{ name: "pid", value: "1" }]);
  assert.equal(server.accepted(), 2);
  client.destroy();
  await assert.rejects(client.stats(), { code: "DISCONNECTED" });
  await server.close();
});

test("a binary server that refuses the login is what is told", async () => {
  const server = await startScriptedServer(speakBinary("secret"));
  const address = { ...server.address, username: "joe", password: "wrong" } as Address;
  await assert.rejects(new StatsClient(address, OPTIONS).stats(), { code: "REFUSED", message: /Auth failure/ });
  await server.close();
});

test("a server that hangs up on everything is told in the words of the first attempt", async () => {
  const server = await startScriptedServer((socket) => socket.once("data", () => socket.end()));
  await assert.rejects(new StatsClient(server.address, OPTIONS).stats(), {
    code: "DISCONNECTED",
    message: /the server closed the connection/,
    hint: /only TLS/,
  });
  assert.equal(server.accepted(), 2);
  await server.close();
});

test("a server that answered once and then hangs up is not asked in another language", async () => {
  const firstBytes: (number | undefined)[] = [];
  const server = await startScriptedServer((socket) => {
    socket.on("data", (chunk: Buffer) => {
      firstBytes.push(chunk[0]);
      socket.end(firstBytes.length === 1 ? "STAT a 1\r\nEND\r\n" : "");
    });
  });
  const client = new StatsClient(server.address, OPTIONS);
  await client.stats();
  await assert.rejects(client.stats(), { code: "DISCONNECTED" });
  assert.ok(!firstBytes.includes(0x80));
  client.destroy();
  await server.close();
});
