/**
 * The published holes of memcached that concern logins, over binary (SASL, -S) and over text (-Y): no bad input gives rights, however
 * often it is tried, and whoever is logged in is served meanwhile.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import { OPCODE } from "../../src/protocol/binary/opcodes.ts";
import { BINARY_STATUS } from "../../src/protocol/binary/status.ts";
import { Credentials } from "../../src/server/auth/credentials.ts";
import { AbusedServer, ask, CLIENT_COUNT, delay, readToEnd, residentBytesBound } from "../support/abuse.ts";
import { type PacketParts, packet, readPackets, storageExtras } from "../support/binary-packet.ts";
import type { BystanderTalk } from "../support/bystander-report.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { IS_FULL, judge, observe } from "../support/observation.ts";
import type { ServerProcess } from "../support/server-process.ts";

const LIMIT_MIB = 64;
const LOGIN = { hello: "set x 0 0 13\r\nhedwig secret\r\n", helloReply: "STORED\r\n" };
const folder = mkdtempSync(join(tmpdir(), "memtool-logins-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function usersFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

const sasl = (value: string): PacketParts => ({ opcode: OPCODE.saslAuth, key: "PLAIN", value });
const GET: PacketParts = { opcode: OPCODE.get, key: "k" };
const bytesOf = (packets: readonly PacketParts[]): Buffer => Buffer.from(packets.map(packet).join(""), "latin1");

/** What somebody who has logged in asks for and gets; stores the item. */
async function binaryTalk(server: ServerProcess): Promise<BystanderTalk> {
  const socket = await server.connect();
  const hello = packet(sasl("\0hedwig\0secret"));
  const set = packet({ opcode: OPCODE.set, key: "k", extras: storageExtras(), value: "v" });
  const answer = readToEnd(socket);
  socket.end(Buffer.from(hello + set + packet(GET), "latin1"));
  const replies = await answer;
  const helloLength = 24 + "Authenticated".length;
  const reply = replies.slice(helloLength + 24);
  assert.equal(readPackets(reply)[0]?.value, "v");
  return { target: server.target, hello, helloReply: replies.slice(0, helloLength), request: packet(GET), reply };
}

/** Runs `attack` on a server with SASL and these users besides hedwig, whom the bystander is. */
async function withSasl(
  context: TestContext,
  otherUsers: string,
  attack: (server: ServerProcess) => Promise<void>,
): Promise<void> {
  const users = usersFile("users", `hedwig:secret\n${otherUsers}`);
  const args = ["-m", String(LIMIT_MIB), "-S", "-t", "2", "--user-file", users];
  const server = await startMemtool({ args, speaks: "binary" });
  try {
    const talk = await binaryTalk(server);
    judge(context, await observe(server, talk, () => attack(server)), residentBytesBound(LIMIT_MIB));
  } finally {
    assert.equal(await server.stop(), "ended with exit code 0");
  }
}

describe("with SASL", () => {
  test("CVE-2013-7239: neither an invalid login nor a failed one gives any rights", (context) =>
    withSasl(context, "", async (server) => {
      for (let round = 0; round < 50; round++) {
        for (const attempts of [
          [{ opcode: OPCODE.saslAuth, key: "NOSUCH", value: "x" }, sasl("\0hedwig\0wrong")],
          [sasl("\0hedwig\0wrong"), { opcode: OPCODE.saslStep, key: "PLAIN", value: "\0hedwig\0" }],
          [sasl("\0hedwig\0secret"), sasl("\0hedwig\0wrong")],
          [sasl("\0hedwig\0secret"), { opcode: OPCODE.saslAuth, key: "x".repeat(100), value: "x" }],
          [sasl("\0hedwig\0secret"), { opcode: OPCODE.saslAuth, key: "NOSUCH", value: "x" }],
          [sasl("\0hedwig\0secret"), { opcode: OPCODE.saslStep, key: "PLAIN", value: "x" }],
          [sasl("\0hedwig\0secret"), sasl("")],
          [sasl("")],
          [sasl("\0hedwig\0secret\0")],
          [sasl("other\0hedwig\0secret")],
          [sasl("x".repeat(100_000))],
        ]) {
          const socket = await server.connect();
          const answer = readToEnd(socket);
          socket.end(bytesOf([...attempts, GET]));
          const gets = readPackets(await answer).filter(({ opcode }) => opcode === OPCODE.get);
          assert.ok(gets.every(({ status }) => status === BINARY_STATUS.authError));
        }
      }
    }));

  test("a flood of logins in a database of many users (CVE-2026-47783 has every user looked at)", (context) =>
    withSasl(
      context,
      Array.from({ length: 1000 }, (_, index) => `user${index}:${index}\n`).join(""),
      async (server) => {
        const wrong = bytesOf(Array.from({ length: 2000 }, () => sasl("\0hedwig\0wrong")));
        const sockets = await Promise.all(Array.from({ length: 8 }, () => server.connect()));
        for (const socket of sockets) {
          socket.on("error", () => {});
          socket.write(wrong);
        }
        await delay(2000);
        for (const socket of sockets) socket.destroy();
      },
    ));

  test("CVE-2026-47783, -47784: a refused login takes as long whoever asks", (context) => {
    const bytes = (text: string) => Buffer.from(text, "latin1");
    const users = Array.from({ length: 1000 }, (_, index) => ({
      user: bytes(`user${index}`),
      password: bytes("secret"),
    }));
    const credentials = new Credentials(users);
    const kinds = [
      ["user0", "secres"],
      ["user999", "Secret"],
      ["nobody", "secret"],
    ] as const;
    const timesUs: number[][] = kinds.map(() => []);
    for (let round = 0; round < 400; round++) {
      for (const [index, [user, password]] of kinds.entries()) {
        const startedMs = performance.now();
        assert.equal(credentials.matches(bytes(user), bytes(password)), false);
        timesUs[index]?.push((performance.now() - startedMs) * 1000);
      }
    }
    const medians = timesUs.map((times) => times.sort((one, other) => one - other)[times.length >> 1] as number);
    context.diagnostic(`medians of ${users.length} users: ${medians.map((us) => us.toFixed(1)).join(", ")} us`);
    const differenceUs = Math.max(...medians) - Math.min(...medians);
    // Looking at a thousand users takes hundreds of microseconds: who stops at the first differs by all of them.
    assert.ok(differenceUs < (IS_FULL ? 8 : 50), `they differ by ${differenceUs} us`);
  });
});

describe("with a login line", () => {
  for (const [id, bytes] of [
    ["CVE-2026-90698: many blank lines", "\r\n".repeat(5000)],
    ["CVE-2026-90698: many lines of blanks", "      \r\n".repeat(5000)],
    ["CVE-2026-90698: many blanks", `set x 0 0 14${" ".repeat(1900)}\r\nhedwig secret \r\n`],
    ["a token of 2 GB (1.6.45)", "set x 0 0 2147483647\r\nhedwig"],
    ["a token below zero", "set x 0 0 -1\r\n"],
    ["a token with no end", `set x 0 0 30\r\nhedwig secret${"x".repeat(100)}\r\n`],
    ["only half of it", "set x 0 0 6\r\nhedwig\r\n"],
    ["other commands", "get k\r\nstats\r\nflush_all\r\nwatch\r\nlru_crawler metadump all\r\nshutdown\r\n"],
    ["the binary protocol", packet(GET)],
  ] as const) {
    test(`${id}: no rights, no costs, on an ascii and on a binary listener`, async (context) => {
      // A listener that was told to speak binary must not be a way around (1.6.45).
      const users = usersFile("ascii-users", "hedwig:secret\n");
      const listen = ["-l", "127.0.0.1,proto[binary]:127.0.0.1"];
      const args = ["-m", String(LIMIT_MIB), "-Y", users, "-A", "-t", "2", ...listen];
      const server = await AbusedServer.start(args, { login: LOGIN });
      const ports = [...server.process.output.matchAll(/127\.0\.0\.1:(\d+)/g)].map((match) => Number(match[1]));
      assert.equal(new Set(ports).size, 2);
      try {
        await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
          for (let round = 0; round < CLIENT_COUNT / 4; round++) {
            const socket = await server.open(ports[round % 2]);
            const answer = readToEnd(socket);
            socket.end(`${bytes}get k\r\n${packet(GET)}`, "latin1");
            assert.match(await answer, /^(?:CLIENT_ERROR [a-z ]+\r\n)*$/);
          }
        });
      } finally {
        await server.stop();
      }
    });
  }

  test("users that change while many log in (1.6.45): always the old ones or the new ones", async (context) => {
    const users = usersFile("changing", "hedwig:secret\nann:old\n");
    const server = await AbusedServer.start(["-m", String(LIMIT_MIB), "-Y", users, "-t", "2"], { login: LOGIN });
    try {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        for (let round = 0; round < 60; round++) {
          const now = round % 2 === 0 ? "new" : "old";
          // Every third file makes no sense and changes nothing.
          writeFileSync(users, round % 3 === 2 ? "hedwig" : `hedwig:secret\nann:${now}\n`);
          process.kill(server.process.pid, "SIGHUP");
          const attempts = await Promise.all(
            ["hedwig secret", "ann old", "ann new", "hedwig", "ann :old"].map(async (token) => {
              const socket = await server.open();
              const reply = await ask(socket, `set x 0 0 ${token.length}\r\n${token}\r\n`, "\r\n");
              socket.destroy();
              return reply === "STORED\r\n";
            }),
          );
          assert.equal(attempts[0], true, "who is in both files always comes in");
          assert.deepEqual(attempts.slice(3), [false, false], "nobody else ever does");
        }
      });
    } finally {
      await server.stop();
    }
  });

  test("CVE-2021-37519: a crafted file of users is refused at the start, with its line", async () => {
    for (const crafted of [
      `hedwig:secret\n${"x".repeat(5000)}\n`,
      `hedwig:secret\n${"x:".repeat(5000)}`,
      "a:b\n\0\0",
    ]) {
      await assert.rejects(startMemtool({ args: ["-Y", usersFile("crafted", crafted)] }), /line 2/);
    }
  });
});
