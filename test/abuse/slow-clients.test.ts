/** Clients that take or give their bytes slowly, or not at all. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { AbusedServer, ask, CLIENT_COUNT, residentBytesBound, settled } from "../support/abuse.ts";
import { IS_FULL, MIB } from "../support/observation.ts";

const LIMIT_MIB = 64;
/** A client that takes nothing is cut off after 30 s, at the latest after twice as long. */
const CUT_MS_MAX = 65_000;
const VALUE = "v".repeat(16_000);

const END = "\r\nEND\r\n";

/** Reads until `count` replies have ended, with a pause now and then. */
function readSlowly(socket: Socket, count: number): Promise<string> {
  return new Promise((resolve) => {
    const parts: string[] = [];
    let lastBytes = "";
    let ends = 0;
    socket.on("data", (chunk: Buffer) => {
      const part = chunk.toString("latin1");
      parts.push(part);
      ends += (lastBytes + part).split(END).length - 1;
      lastBytes = (lastBytes + part).slice(1 - END.length);
      if (ends === count) resolve(parts.join(""));
      socket.pause();
      setTimeout(() => socket.resume(), parts.length % 10 === 0 ? 5 : 0);
    });
    socket.once("close", () => resolve(parts.join("")));
  });
}

describe("clients that are slow", () => {
  let server: AbusedServer;
  before(async () => {
    server = await AbusedServer.start(["-m", String(LIMIT_MIB), "-t", "2"]);
    assert.equal(await server.talk(`set v 0 0 16000\r\n${VALUE}\r\n`, "\r\n"), "STORED\r\n");
  });
  after(() => server.stop());

  const hit = `VALUE v 0 16000\r\n${VALUE}\r\n`;
  for (const [what, requests, replies] of [
    ["600 gets of 16 KB", "get v\r\n".repeat(600), `${hit}END\r\n`.repeat(600)],
    ["a line with 600 keys of 16 KB", `get${" v".repeat(600)}\r\n`, `${hit.repeat(600)}END\r\n`],
    ["600 mg of 16 KB", "mg v v\r\n".repeat(600), `VA 16000\r\n${VALUE}\r\n`.repeat(600)],
  ] as const) {
    test(`that do not read what they asked for: ${what} each`, async (context) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        const clients = await server.openMany(CLIENT_COUNT);
        for (const client of clients) client.write(requests);
        const startedMs = performance.now();
        assert.match(await server.talk("version\r\n", "\r\n"), /^VERSION/);
        context.diagnostic(`a new client was answered after ${Math.round(performance.now() - startedMs)} ms`);
        await settled(server, "bytes_written");
        // Who reads after all gets everything.
        const [first] = clients as [Socket];
        assert.ok((await ask(first, "mn\r\n", "MN\r\n")) === `${replies}MN\r\n`);
      });
    });
  }

  test("that do not read what they asked for, with more requests behind it than are read at once", async (context) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      for (const client of await server.openMany(CLIENT_COUNT)) client.write("get v\r\n".repeat(10_000));
      await settled(server, "bytes_read");
      await settled(server, "bytes_written");
    });
  });

  test("that read large values slowly while these are overwritten get each of them whole", async (context) => {
    const size = 900_000;
    const keys = Array.from({ length: 8 }, (_, index) => `pinned-${index}`);
    const value = (key: string, version: number) => Buffer.alloc(size, `${key}/${version};`);
    const set = (key: string, version: number) =>
      Buffer.concat([Buffer.from(`set ${key} 0 0 ${size}\r\n`), value(key, version), Buffer.from("\r\n")]);
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const writer = await server.open();
      for (const key of keys) assert.equal(await ask(writer, set(key, 0), "\r\n"), "STORED\r\n");
      const readers = await server.openMany(16);
      for (const reader of readers) reader.write(`get ${keys.join(" ")}\r\n`.repeat(3));
      for (let version = 1; version <= 20; version++) {
        for (const key of keys) assert.equal(await ask(writer, set(key, version), "\r\n"), "STORED\r\n");
      }
      const answers = await Promise.all(readers.map((reader) => readSlowly(reader, 3)));
      let values = 0;
      for (const answer of answers) {
        for (let at = 0; at < answer.length; ) {
          if (answer.startsWith("END\r\n", at)) {
            at += "END\r\n".length;
            continue;
          }
          const line = answer.slice(at, answer.indexOf("\r\n", at));
          const key = /^VALUE (pinned-\d) 0 900000$/.exec(line)?.[1] ?? assert.fail(line);
          const start = at + line.length + 2;
          const version = Number(/^pinned-\d\/(\d+);/.exec(answer.slice(start, start + 20))?.[1]);
          assert.ok(answer.slice(start, start + size) === value(key, version).toString("latin1"), `${key} is torn`);
          at = start + size + 2;
          values++;
        }
      }
      context.diagnostic(`${values} values were whole`);
      assert.ok(values >= readers.length * keys.length);
      for (const key of keys) await server.talk(`delete ${key}\r\n`, "\r\n");
    });
  });

  test("that announce a megabyte and stop", async (context) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      for (const client of await server.openMany(CLIENT_COUNT)) client.write("set big 0 0 1000000\r\nfirst bytes");
      await settled(server, "bytes_read");
      assert.equal(await server.talk("set other 0 0 5\r\nhello\r\n", "\r\n"), "STORED\r\n");
    });
  });

  test("that send a byte at a time", async (context) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const clients = await server.openMany(50);
      const requests = "set slow 0 0 5\r\nhello\r\nget slow\r\nmg slow v\r\n";
      const answers = clients.map((client) => ask(client, "", "VA 5\r\nhello\r\n"));
      for (const byte of requests) {
        for (const client of clients) client.write(byte);
        await new Promise((resolve) => setImmediate(resolve));
      }
      for (const answer of answers) {
        assert.equal(await answer, "STORED\r\nVALUE slow 0 5\r\nhello\r\nEND\r\nVA 5\r\nhello\r\n");
      }
    });
  });

  test("that open a connection, begin a request and say no more cost little", async (context) => {
    const bound = server.process.residentBytes + 64 * MIB;
    const beginnings = [
      "",
      "get",
      "set a 0 0 10\r\n123",
      Buffer.from([0x80, 0, 0]),
      `get ${"k".repeat(1900)}`,
    ] as const;
    await server.endures(context, bound, async () => {
      for (const [index, client] of (await server.openMany(860)).entries()) {
        client.write(beginnings[index % beginnings.length] ?? "");
      }
      await settled(server, "bytes_read");
    });
  });

  // Takes a minute.
  if (IS_FULL) {
    test("one that never reads costs little and is cut off", async (context) => {
      const bound = server.process.residentBytes + 16 * MIB;
      await server.endures(context, bound, async () => {
        const client = await server.open();
        client.write("get v\r\n".repeat(6000));
        await settled(server, "bytes_written");
        const open = await server.statistic("curr_connections");
        const startedMs = performance.now();
        while ((await server.statistic("curr_connections")) === open) {
          assert.ok(performance.now() - startedMs < CUT_MS_MAX, "it is still there");
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      });
    });
  }
});
