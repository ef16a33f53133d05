/** client/config-client.ts: lines and answers in text and in packets, and every way to fail. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Address } from "../../../src/base/address.ts";
import { ConfigClient } from "../../../src/client/config-client.ts";
import { packet } from "../../support/binary-packet.ts";
import { type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

const OPTIONS = { timeoutMs: 5000 };

/** Runs `check` with a client of a server whose every connection answers what comes with `answer`. */
async function withServer(
  answer: (text: string, connection: number) => string | "end" | "silence",
  check: (client: ConfigClient, server: ScriptedServer) => Promise<void>,
  timeoutMs = OPTIONS.timeoutMs,
): Promise<void> {
  const server = await startScriptedServer((socket, connection) => {
    socket.on("data", (chunk: Buffer) => {
      const reply = answer(chunk.toString("latin1"), connection);
      if (reply === "end") {
        socket.end();
      } else if (reply !== "silence") {
        socket.write(Buffer.from(reply, "latin1"));
      }
    });
  });
  const client = new ConfigClient(server.address, { timeoutMs });
  try {
    await check(client, server);
  } finally {
    client.destroy();
    await server.close();
  }
}

test("one connection serves line after line", async () => {
  await withServer(
    (text) => `got ${text}`,
    async (client, server) => {
      assert.equal(await client.ask("config renew a 1"), "got config renew a 1");
      assert.equal(await client.ask("config leave a 1"), "got config leave a 1");
      assert.equal(server.accepted(), 1);
    },
  );
});

test("a server that hangs up on text is spoken to in packets, from then on", async () => {
  await withServer(
    (text) => (text.startsWith("\x80") ? packet({ magic: 0x81, opcode: 0x6e, value: `got ${text.slice(24)}` }) : "end"),
    async (client, server) => {
      assert.equal(await client.ask("config renew a 1"), "got renew a 1");
      assert.equal(await client.ask("config leave a 1"), "got leave a 1");
      assert.equal(server.accepted(), 2);
    },
  );
});

test("refusals in packets: a login is wanted, or the opcode is unknown", async () => {
  for (const [status, check] of [
    [0x20, (asked: Promise<string>) => assert.rejects(asked, { code: "REFUSED" })],
    [0x81, async (asked: Promise<string>) => assert.equal(await asked, "ERROR")],
  ] as const) {
    await withServer(
      (text) => (text.startsWith("\x80") ? packet({ magic: 0x81, opcode: 0x6e, status, value: "no" }) : "end"),
      async (client) => check(client.ask("config renew a 1")),
    );
  }
});

test("a server that hangs up on both has said so in text", async () => {
  await withServer(
    () => "end",
    (client) => assert.rejects(client.ask("config renew a 1"), { code: "DISCONNECTED" }),
  );
});

test("after a failure the next line opens a new connection", async () => {
  await withServer(
    (_text, connection) => (connection === 2 ? "end" : "OK 1\r\n"),
    async (client) => {
      assert.equal(await client.ask("config renew a 1"), "OK 1");
      await assert.rejects(
        (async () => {
          client.destroy();
          await client.ask("config renew a 1");
        })(),
        { code: "DISCONNECTED" },
      );
      assert.equal(await client.ask("config renew a 1"), "OK 1");
    },
  );
});

test("silence, a line without an end, and an answer that nobody asked for", async () => {
  await withServer(
    () => "silence",
    (client) =>
      assert.rejects(client.ask("config renew a 1"), {
        code: "TIMEOUT",
        message: /did not answer `config renew` within/,
      }),
    50,
  );
  await withServer(
    () => "x".repeat(5000),
    (client) => assert.rejects(client.ask("config renew a 1"), { code: "PROTOCOL" }),
  );
  await withServer(
    (text) => (text.startsWith("\x80") ? "VALUE" : "end"),
    (client) => assert.rejects(client.ask("config renew a 1")),
  );
});

test("where nobody listens", async () => {
  const server = await startScriptedServer(() => {});
  await server.close();
  const address: Address = server.address;
  await assert.rejects(new ConfigClient(address, OPTIONS).ask("config renew a 1"), { code: "CONNECT" });
});
