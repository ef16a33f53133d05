/**
 * The bad input of every published hole of memcached, sent to a server that has to answer it, or to end the connection, and
 * to be whole afterwards. What concerns files of users, comparing secrets and TLS is in the tests of those parts too.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { BINARY_STATUS } from "../../src/protocol/binary/status.ts";
import { AbusedServer, CLIENT_COUNT, delay, readToEnd, residentBytesBound, settled } from "../support/abuse.ts";
import { type PacketParts, packet, readPackets, storageExtras } from "../support/binary-packet.ts";
import { MIB } from "../support/observation.ts";

const LIMIT_MIB = 64;
const BAD_FORMAT = "CLIENT_ERROR bad command line format\r\n";
const BAD_KEY = "CLIENT_ERROR error decoding key\r\n";
const TOO_LARGE = "SERVER_ERROR object too large for cache\r\n";
/** How often a hole is tried. */
const ROUNDS = 10;

/** Every opcode there is, and some that there are not. */
const OPCODES = [...Array.from({ length: 0x26 }, (_, opcode) => opcode), 0x30, 0x40, 0x41, 0x42, 0x7f, 0xff];

describe("over text", () => {
  let server: AbusedServer;
  before(async () => {
    server = await AbusedServer.start(["-m", String(LIMIT_MIB), "-t", "2"]);
  });
  after(() => server.stop());

  for (const [id, requests, replies] of [
    ["CVE-2009-1255, -1494: addresses", "stats maps\r\n", "ERROR\r\n"],
    ["CVE-2009-2415: a length below zero", "set k 0 0 -1\r\n", BAD_FORMAT],
    ["CVE-2009-2415: a length above all", "set k 0 0 4294967296\r\n", BAD_FORMAT],
    ["CVE-2009-2415: a length that becomes negative", "set k 0 0 2147483646\r\n", BAD_FORMAT],
    ["CVE-2019-11596: lru mode", "lru mode\r\n", "ERROR\r\n"],
    ["CVE-2019-11596: lru temp_ttl", "lru temp_ttl\r\n", "ERROR\r\n"],
    ["CVE-2019-11596: lru", "lru\r\n", "ERROR\r\n"],
    ["CVE-2023-46852: get and many spaces", `get${" ".repeat(1000)}nothing${" ".repeat(500)}\r\n`, "END\r\n"],
    ["CVE-2023-46853: a bare LF", "get nothing\nset lf 0 0 1\n1\r\n", "END\r\nSTORED\r\n"],
    [
      "a body over 512 KB without its end (#1306)",
      `set k 0 0 600000\r\n${"x".repeat(600_004)}\r\n`,
      /^CLIENT_ERROR bad data chunk\r\n/,
    ],
    [
      "incr of a number below -2^63 (#1105)",
      "set n 0 0 21\r\n-99999999999999999999\r\nincr n 1\r\n",
      /^STORED\r\nCLIENT_ERROR cannot increment or decrement non-numeric value\r\n$/,
    ],
    [
      "incr of blanks",
      "set n 0 0 1\r\n7\r\nset n 0 0 3\r\n   \r\nincr n 1\r\n",
      /^STORED\r\nSTORED\r\nCLIENT_ERROR cannot increment or decrement non-numeric value\r\n$/,
    ],
    [
      "slabs reassign past the last class (1.6.45)",
      "slabs reassign 31 64\r\n",
      /^(?:ERROR|BADCLASS|OK|NOSPARE|SAME|BUSY|CLIENT_ERROR)[^\r]*\r\n$/,
    ],
    ["slabs automove window 0 (1.6.45)", "slabs automove window 0\r\n", /^(?:ERROR|OK|CLIENT_ERROR)[^\r]*\r\n$/],
    ["slabs reassign without numbers (1.6.45)", "slabs reassign\r\nslabs reassign 1\r\n", "ERROR\r\nERROR\r\n"],
    ["ms and mg whose keys can't be decoded (1.6.45)", "ms !!! 2 b\r\nhi\r\nmg !!! b v\r\n", BAD_KEY.repeat(2)],
    ["ms into a key that is too long (1.6.45)", `ms ${"k".repeat(251)} 2 N0 T-1\r\nhi\r\n`, BAD_FORMAT],
    ["a value that is too large, many times (1.6.45)", `set k 0 0 2000000\r\n${"x".repeat(2_000_000)}\r\n`, TOO_LARGE],
    ["a get with a key that is too long", `get ${"k".repeat(251)}\r\n`, BAD_FORMAT],
  ] satisfies [string, string, string | RegExp][]) {
    test(id, async (context) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const answer = await server.talk(`${requests}mn\r\n`, "MN\r\n");
          const reply = answer.slice(0, -"MN\r\n".length);
          if (typeof replies === "string") assert.equal(reply, replies);
          else assert.match(reply, replies);
        }
      });
    });
  }

  for (const line of [
    "mg",
    "mg ",
    "mg  v",
    "ms",
    "ms k",
    "ms k S",
    "ms k -1",
    "ms k 2147483647",
    "md",
    "ma",
    "ma k N",
    "mg k v v",
    `mg ${"k".repeat(251)}`,
    "ms k 0 M\r\n",
    "mg k b",
    "mg !!! b",
    "me",
  ]) {
    test(`CVE-2020-22570: malformed meta command "${line.slice(0, 12)}"`, async (context) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        const answer = await server.talk(`${`${line}\r\n`.repeat(1000)}mn\r\n`, "MN\r\n");
        assert.match(answer, /^(?:(?:CLIENT_ERROR [^\r]*|ERROR|EN)\r\n)*MN\r\n$/);
        // Whatever was understood of it, nothing was stored or touched.
        assert.equal(await server.talk("get k\r\n", "END\r\n"), "END\r\n");
      });
    });
  }

  for (const [what, bytes] of [
    ["CVE-2010-1152: a line that does not end", "x".repeat(3000)],
    ["a buffer of nothing but spaces (1.6.45)", " ".repeat(3000)],
    ["a meta line that does not end", `mg ${"k".repeat(3000)}`],
  ] as const) {
    test(`${what} ends its connection`, async (context) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        for (const socket of await server.openMany(CLIENT_COUNT)) {
          const reply = readToEnd(socket);
          socket.write(bytes);
          assert.match(await reply, /^(?:CLIENT_ERROR line too long\r\n|CLIENT_ERROR [^\r]*\r\n|ERROR[^\r]*\r\n)?$/);
        }
      });
    });
  }

  for (const size of [100, 300_000]) {
    test(`CVE-2018-1000127: 70,000 gets of one item of ${size} bytes in one pipeline`, async (context) => {
      const value = "v".repeat(size);
      assert.equal(await server.talk(`set many 0 0 ${size}\r\n${value}\r\n`, "\r\n"), "STORED\r\n");
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        const sockets = await server.openMany(4);
        for (const socket of sockets) socket.write("get many\r\n".repeat(70_000));
        assert.equal(await server.talk("delete many\r\n", "\r\n"), "DELETED\r\n");
        assert.equal(await server.talk("get many\r\n", "END\r\n"), "END\r\n");
      });
    });
  }

  test("a metadump whose client does not read (1.6.45)", async (context) => {
    const items = Array.from({ length: 50_000 }, (_, index) => `set dumped-${index} 0 0 1 noreply\r\n1\r\n`).join("");
    assert.equal(await server.talk(`${items}mn\r\n`, "MN\r\n"), "MN\r\n");
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      for (const socket of await server.openMany(4)) socket.write("lru_crawler metadump all\r\n");
      assert.equal(await server.talk("set k 0 0 1\r\n1\r\n", "\r\n"), "STORED\r\n");
    });
  });

  test("endless prefixes for stats detail, and dumps of them that nobody reads (1.6.45)", async (context) => {
    const prefix = "p".repeat(200);
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      await server.talk("stats detail on\r\n", "\r\n");
      for (let start = 0; start < 80_000; start += 5000) {
        const gets = Array.from({ length: 5000 }, (_, index) => `get ${start + index}${prefix}:x\r\n`).join("");
        await server.talk(`${gets}mn\r\n`, "MN\r\n");
      }
      for (const socket of await server.openMany(20)) socket.write("stats detail dump\r\n".repeat(20));
      await settled(server, "bytes_written");
      const dump = await server.talk("stats detail dump\r\n", "END\r\n");
      assert.ok((dump.match(/^PREFIX /gm)?.length ?? 0) >= 65_535, "as many as memcached tells of");
      assert.equal(await server.talk("stats detail off\r\n", "\r\n"), "OK\r\n");
      assert.equal(await server.talk("stats reset\r\n", "\r\n"), "RESET\r\n");
    });
  });

  test("watch mutations, and sets that fail (1.6.45)", async (context) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const reader = await server.open();
      let log = "";
      reader.on("data", (chunk: Buffer) => {
        log += chunk.toString("latin1");
      });
      reader.write("watch mutations\r\n");
      while (log !== "OK\r\n") await delay(1);
      const failing = `set huge 0 0 2000000 noreply\r\n${"x".repeat(2_000_000)}\r\nms huge2 2000000\r\n${"x".repeat(2_000_000)}\r\n`;
      assert.equal(await server.talk(`${failing}mn\r\n`, "MN\r\n"), `${TOO_LARGE}MN\r\n`);
      assert.equal(await server.talk("set last 0 0 1\r\n1\r\n", "\r\n"), "STORED\r\n");
      while (!log.includes("key=last ")) await delay(1);
      assert.match(log, /type=item_store key=huge status=too_large cmd=set /);
    });
  });

  test("CVE-2018-1000115, CVE-2022-48571: no UDP unless asked for", async () => {
    const { target } = server.process;
    assert.ok("port" in target);
    const port = target.port.toString(16).toUpperCase().padStart(4, "0");
    assert.doesNotMatch(readFileSync(`/proc/${server.process.pid}/net/udp`, "latin1"), new RegExp(`:${port} `));
  });
});

describe("over binary", () => {
  let server: AbusedServer;
  before(async () => {
    server = await AbusedServer.start(["-m", String(LIMIT_MIB), "-t", "2"]);
  });
  after(() => server.stop());

  for (const [id, damage] of [
    ["CVE-2011-4971, CVE-2013-7290, -7291: a body of 4 GiB", { bodyLength: 0xffffffe8 }],
    ["a body of 2 GiB", { bodyLength: 0x7fffffff }],
    ["CVE-2016-8704, -8705, -8706, CVE-2017-9951: a key longer than the body", { keyLength: 250, bodyLength: 3 }],
    ["a key and extras longer than the body", { keyLength: 3, extrasLength: 8, bodyLength: 10 }],
    ["CVE-2020-10931: extras of 48 bytes", { extrasLength: 0x30, bodyLength: 0x33 }],
    ["a key of 65,535 bytes", { keyLength: 0xffff, bodyLength: 0xffff }],
  ] satisfies [string, Partial<PacketParts>][]) {
    test(`${id}, with every opcode`, async (context) => {
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        for (const opcode of OPCODES) {
          const socket = await server.open();
          const ended = readToEnd(socket);
          const bad = packet({ opcode, key: "key", opaque: 7, ...damage });
          socket.end(Buffer.from(bad + "\0".repeat(300), "latin1"));
          const answer = await ended;
          if (answer === "") continue;
          const [reply] = readPackets(answer);
          assert.ok(reply !== undefined && reply.status !== 0 && reply.opaque === 7, `opcode ${opcode}: ${answer}`);
        }
      });
    });
  }
});

/** Runs `use` on a server of its own. */
async function withServer(
  args: readonly string[],
  use: (server: AbusedServer) => Promise<void>,
  options: Parameters<typeof AbusedServer.start>[1] = {},
): Promise<void> {
  const server = await AbusedServer.start(["-m", String(LIMIT_MIB), ...args], options);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

test("CVE-2013-0179: keys in the log of -vv are cut and escaped", (context) =>
  withServer(["-vv", "-t", "1"], async (server) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      const keys = ["\x1b[2J\x07\0end", "k".repeat(250)];
      const requests = Buffer.from(keys.map((key) => packet({ opcode: 0x00, key })).join(""), "latin1");
      for (const socket of await server.openMany(CLIENT_COUNT)) {
        const answer = readToEnd(socket);
        socket.end(requests);
        assert.equal(readPackets(await answer).length, keys.length);
      }
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not be there
    assert.doesNotMatch(server.process.output, /[\x00-\x08\x0b-\x1f\x7f-\xff]/);
    assert.match(server.process.output, /GET \\e\[2J/);
  }));

test("CVE-2019-15026: stats conns tells the path of a unix socket and nothing behind it", (context) =>
  withServer(
    ["-t", "1"],
    async (server) => {
      const { target } = server.process;
      await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
        await server.openMany(CLIENT_COUNT);
        for (let round = 0; round < ROUNDS; round++) {
          const reply = await server.talk("stats conns\r\n", "END\r\n");
          assert.match(reply, /^(?:STAT [\x20-\x7e]{1,300}\r\n)+END\r\n$/);
          assert.ok("path" in target && reply.includes(`unix:${target.path}\r\n`));
        }
      });
    },
    { transport: "unix" },
  ));

test("a binary value that is too large is skipped, and does not hold its connection up", (context) =>
  withServer(["-t", "1"], async (server) => {
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      for (const opcode of [0x01, 0x02, 0x03, 0x11, 0x12, 0x13]) {
        const socket = await server.open();
        const answer = readToEnd(socket);
        const tooLarge = packet({ opcode, key: "k", extras: storageExtras(), value: "v".repeat(2 * MIB) });
        socket.end(Buffer.from(tooLarge + packet({ opcode: 0x0a, opaque: 9 }), "latin1"));
        const replies = readPackets(await answer);
        assert.equal(replies[0]?.status, BINARY_STATUS.tooLarge);
        assert.equal(replies.at(-1)?.opaque, 9);
      }
    });
  }));

test("-X keeps keys and prefixes from the binary protocol too (1.6.45)", (context) =>
  withServer(["-X", "-D", ":", "-t", "1"], async (server) => {
    await server.talk("get secret:1\r\n", "END\r\n");
    await server.endures(context, residentBytesBound(LIMIT_MIB), async () => {
      for (const key of ["detail dump", "detail on", "detail off", "cachedump 1 0"]) {
        const socket = await server.open();
        const answer = readToEnd(socket);
        socket.end(Buffer.from(packet({ opcode: 0x10, key }), "latin1"));
        const bytes = await answer;
        assert.doesNotMatch(bytes, /secret/);
        assert.equal(readPackets(bytes)[0]?.status, BINARY_STATUS.notFound, key);
      }
    });
  }));
