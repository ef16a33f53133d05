/** The log of -vv beside memcached's own: the same conversations, the same lines. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { eventually, hangUp, talk } from "../support/conversation.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { ServerProcess } from "../support/server-process.ts";

after(hangUp);

const TEXT = [
  "get log-starts\r\nset a 0 0 3\r\nabc\r\nget a\r\ngets a b a\r\n",
  `set large 0 0 300000\r\n${"l".repeat(300_000)}\r\nget large a\r\nset b 0 0 1\r\n7\r\nincr b 1\r\nincr a 1\r\n`,
  "gat 0 b\r\ntouch b 0\r\ndelete b\r\ndelete b\r\nmg a v\r\nmg none v\r\nms m 1\r\nx\r\nmd m\r\nma none\r\nmn\r\n",
  "bogus words\r\nset a 0 0 x\r\nstats\r\nstats reset\r\nflush_all\r\nquit\r\n",
].join("");

/** A packet without cas: memcached logs the header of a hit before it has filled in the cas. */
function packet(opcode: number, key = "", extras = Buffer.alloc(0), value = ""): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt16BE(0x8000 | opcode, 0);
  header.writeUInt16BE(key.length, 2);
  header.writeUInt8(extras.length, 4);
  header.writeUInt32BE(extras.length + key.length + value.length, 8);
  header.writeUInt32BE(0xfeed, 12);
  return Buffer.concat([header, extras, Buffer.from(key + value)]);
}

const BINARY = Buffer.concat([
  packet(0x00, "none"), // GET
  packet(0x0c, "none"), // GETK
  packet(0x11, "a", Buffer.alloc(8), "value"), // SETQ
  packet(0x12, "q", Buffer.alloc(8), "v"), // ADDQ
  packet(0x03, "none", Buffer.alloc(8), "v"), // REPLACE
  packet(0x15, "ctr", Buffer.from("00000000000000010000000000000005ffffffff", "hex")), // INCREMENTQ, none made
  packet(0x1c, "none", Buffer.alloc(4)), // TOUCH
  packet(0x04, "a"), // DELETE
  packet(0x04, "a"),
  packet(0x10, "reset"), // STAT
  packet(0x55),
  packet(0x0a), // NOOP
  packet(0x07), // QUIT
]);

/** Holds both conversations; resolves to the log of the start, and to that from the first request on, without descriptors. */
async function logOf(server: ServerProcess): Promise<{ start: string[]; talk: string[] }> {
  assert.ok("port" in server.target);
  // Before the next connection comes the end of the last one is in the log, also that of who asked whether the server answers.
  const closed = (count: number) =>
    eventually("an end", () => server.output.split("connection closed.").length > count);
  await closed(1);
  for (const [index, say] of [TEXT, BINARY].entries()) {
    const client = talk(server.target.port);
    client.socket.write(say);
    await client.ended;
    await closed(index + 2);
  }
  await server.stop();
  const lines = server.output
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("memtool serve:"))
    .map((line) => line.replace(/^([<>]?)\d+([: ])/, "$1N$2"));
  const first = lines.indexOf("<N get log-starts");
  const listening = lines.findIndex((line) => line.includes("server listening"));
  return { start: lines.slice(0, listening + 1), talk: lines.slice(first - 2) };
}

test("-vv says what memcached says, from its slab classes to its end", needsMemcached(), async () => {
  const expected = await logOf(await startMemcached({ args: ["-t", "1", "-vv"] }));
  const actual = await logOf(await startMemtool({ args: ["-t", "1", "-vv"] }));
  assert.deepEqual(actual, expected);
  assert.equal(actual.start.length, 40);
  assert.equal(actual.talk.at(-1), "Exiting normally");
});
