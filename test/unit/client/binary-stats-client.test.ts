/** client/binary-stats-client.ts: statistics in packets, questions in turn, and every way to fail. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Address } from "../../../src/base/address.ts";
import { BinaryStatsClient } from "../../../src/client/binary-stats-client.ts";
import { type PacketParts, packet } from "../../support/binary-packet.ts";
import { type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

const OPTIONS = { connectTimeoutMs: 5000, requestTimeoutMs: 60_000 };

/** A server that answers the question with this sub-command (key) with these packets; opcode and opaque are filled in. */
function startStats(
  answer: (sub: string) => readonly Partial<PacketParts>[] | "silence" | "end",
): Promise<ScriptedServer> {
  return startScriptedServer((socket) => {
    socket.on("data", (chunk: Buffer) => {
      const replies = answer(chunk.toString("latin1", 24));
      if (replies === "end") {
        socket.end();
      } else if (replies !== "silence") {
        const facts = { magic: 0x81, opcode: 0x10, opaque: chunk.readUInt32BE(12) };
        socket.write(Buffer.from(replies.map((parts) => packet({ ...facts, ...parts })).join(""), "latin1"));
      }
    });
  });
}

test("entries in order, one question after the other", async () => {
  const long = "x".repeat(200_000);
  const server = await startStats((sub) => [{ key: `a${sub}`, value: "1" }, { key: "b", value: long }, {}]);
  const client = await BinaryStatsClient.open(server.address, OPTIONS);
  const answers = await Promise.all([client.stats(), client.stats("items")]);
  assert.deepEqual(answers, [
    [
      { name: "a", value: "1" },
      { name: "b", value: long },
    ],
    [
      { name: "aitems", value: "1" },
      { name: "b", value: long },
    ],
  ]);
  client.destroy();
  await assert.rejects(client.stats(), { code: "DISCONNECTED", message: /the client was closed/ });
  await server.close();
});

test("a refusal leaves the connection in use", async () => {
  const server = await startStats((sub) =>
    sub === "" ? [{}] : [{ status: sub === "login" ? 0x20 : 1, value: `no ${sub}\x1b` }],
  );
  const client = await BinaryStatsClient.open(server.address, OPTIONS);
  await assert.rejects(client.stats("nothing"), { code: "SERVER", message: /refused `stats nothing`: no nothing\\e$/ });
  await assert.rejects(client.stats("login"), { code: "REFUSED", message: /wants a login first/ });
  assert.deepEqual(await client.stats(), []);
  client.destroy();
  await server.close();
});

for (const [name, answer, code, message] of [
  ["hangs up", "end", "DISCONNECTED", /lost the connection/],
  ["answers something else", [{ opcode: 0 }], "PROTOCOL", /an answer to another request/],
  ["answers in another protocol", [{ magic: 0x45 }], "PROTOCOL", /sent "E/],
  ["says more than it was asked", [{}, {}], "PROTOCOL", /bytes without being asked/],
] as const) {
  test(`a server that ${name}: ${code}`, async () => {
    const server = await startStats(() => answer);
    const client = await BinaryStatsClient.open(server.address, OPTIONS);
    const questions = [client.stats(), client.stats("later")];
    const outcomes = await Promise.allSettled(questions);
    const last = outcomes.at(-1);
    assert.ok(last?.status === "rejected");
    assert.equal(last.reason.code, code);
    assert.match(last.reason.message, message);
    await server.close();
  });
}

test("a server that does not answer in time", async () => {
  const server = await startStats(() => "silence");
  const client = await BinaryStatsClient.open(server.address, { ...OPTIONS, requestTimeoutMs: 20 });
  await assert.rejects(client.stats("slabs"), {
    code: "TIMEOUT",
    message: /did not answer `stats slabs` within 20 ms/,
  });
  await assert.rejects(client.stats(), { code: "TIMEOUT" });
  await server.close();
});

test("a login that is refused opens no client", async () => {
  const server = await startScriptedServer((socket) =>
    socket.on("data", () =>
      socket.write(Buffer.from(packet({ magic: 0x81, opcode: 0x21, status: 0x20, value: "Auth failure." }), "latin1")),
    ),
  );
  const address = { ...server.address, username: "u", password: "p" } as Address;
  await assert.rejects(BinaryStatsClient.open(address, OPTIONS), { code: "REFUSED", message: /Auth failure/ });
  await server.close();
});
