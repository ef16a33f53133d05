/** Lines without an end, values that are too large, thousands of keys, bytes without sense. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { Prng } from "../../src/base/prng.ts";
import { AbusedServer, ask, CLIENT_COUNT, readToEnd, residentBytesBound } from "../support/abuse.ts";
import { MIB } from "../support/observation.ts";

const LIMIT_MIB = 64;
const SEED = Number(process.env["MEMTOOL_SEED"] ?? 20_261_124);

/** Writes `bytes` of `filling` for as long as the server takes them; returns how many it was given. */
async function pour(socket: Socket, filling: string, bytes: number): Promise<number> {
  const block = Buffer.alloc(MIB, filling);
  let poured = 0;
  let isClosed = false;
  let goOn = () => {};
  socket.on("drain", () => goOn());
  socket.on("close", () => {
    isClosed = true;
    goOn();
  });
  while (poured < bytes && !isClosed) {
    poured += block.length;
    if (!socket.write(block) && !isClosed) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  }
  return poured;
}

describe("input that is too much", () => {
  let server: AbusedServer;
  before(async () => {
    server = await AbusedServer.start(["-m", String(LIMIT_MIB), "-t", "2"]);
  });
  after(() => server.stop());

  for (const [what, begin, filling, bytesMax] of [
    ["of one letter", "", "x", 8],
    ["of a get with keys", "get ", "key ", 16],
    ["of a get with one key", "get ", "k", 16],
    ["of a meta get", "mg ", "k", 8],
    ["of spaces", "", " ", 8],
    ["of zeros", "\0", "\0", 8],
  ] as const) {
    test(`a line of 100 MB ${what} ends its connection early`, async (context) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        const socket = await server.open();
        const ended = readToEnd(socket);
        socket.write(begin);
        // What the kernel holds for both ends comes on top of what the server has read.
        const poured = await pour(socket, filling, 100 * MIB);
        assert.ok(poured <= (bytesMax + 16) * MIB, `${poured} bytes were taken`);
        socket.destroy();
        await ended;
      });
    });
  }

  test("long lines of many clients share what may be held of them", async (context) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const clients = await server.openMany(60);
      await Promise.all(
        clients.map(async (client) => {
          client.resume();
          client.write("get ");
          await pour(client, "key ", 3 * MIB);
        }),
      );
    });
  });

  test("a value of 100 MB is refused, read to its end and not kept", async (context) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const socket = await server.open();
      const answer = ask(socket, `set huge 0 0 ${100 * MIB}\r\n`, "MN\r\n");
      await pour(socket, "v", 100 * MIB);
      socket.write("\r\nget huge\r\nmn\r\n");
      assert.equal(await answer, "SERVER_ERROR object too large for cache\r\nEND\r\nMN\r\n");
    });
  });

  test("10,000 keys at once", async (context) => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `key-${index}`);
    const value = "v".repeat(500);
    await server.talk(`${keys.map((key) => `set ${key} 0 0 500 noreply\r\n${value}\r\n`).join("")}mn\r\n`, "MN\r\n");
    const expected = `${keys.map((key) => `VALUE ${key} 0 500\r\n${value}\r\n`).join("")}END\r\n`;
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const clients = await server.openMany(8);
      const answers = await Promise.all(
        clients.map((client) => ask(client, `get ${keys.join(" ")}\r\n`, "\r\nEND\r\n")),
      );
      assert.ok(answers.every((answer) => answer === expected));
    });
  });

  for (const [what, begin, letters] of [
    ["any bytes", "", undefined],
    ["any bytes behind a binary magic", "\x80", undefined],
    ["letters of commands", "", " \r\n\r\n\n0123456789-+abcdefgimnqrstvxBKMNQTSC"],
    ["binary headers", "\x80", "\x80\x00\x00\x00\x00\x00\x01\x02\x04\x08\x14\x18\xff"],
  ] as const) {
    test(`random ${what} (seed ${SEED})`, async (context) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        const random = Prng.stream(SEED, what.length);
        const noise = (length: number) =>
          Buffer.alloc(length).map(() =>
            letters === undefined ? random.nextBelow(256) : letters.charCodeAt(random.nextBelow(letters.length)),
          );
        for (let round = 0; round < CLIENT_COUNT; round++) {
          const client = await server.open();
          client.resume();
          client.write(begin, "latin1");
          client.write(noise(1 + random.nextBelow(20_000)));
          if (round % 3 === 0) client.end();
        }
        assert.match(await server.talk("version\r\n", "\r\n"), /^VERSION/);
      });
    });
  }
});
