/**
 * The bad input of every published hole of memcached, sent to a server that has to answer it, or to end the connection, and
 * to be whole afterwards. What concerns files of users, comparing secrets and TLS is in the tests of those parts too.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BINARY_STATUS } from "../../src/protocol/binary/status.ts";
import { AbusedServer, ask, MIB, readToEnd, residentBytesBound } from "../support/abuse.ts";
import { type PacketParts, packet, readPackets, storageExtras } from "../support/binary-packet.ts";
import { startMemtool } from "../support/memtool-server.ts";

const LIMIT_MIB = 64;
const BAD_FORMAT = "CLIENT_ERROR bad command line format\r\n";
const folder = mkdtempSync(join(tmpdir(), "memtool-holes-"));
after(() => rmSync(folder, { recursive: true, force: true }));

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
    ["a get with a key that is too long", `get ${"k".repeat(251)}\r\n`, BAD_FORMAT],
  ] satisfies [string, string, string | RegExp][]) {
    test(id, async () => {
      const answer = await server.talk(`${requests}mn\r\n`, "MN\r\n");
      const reply = answer.slice(0, -"MN\r\n".length);
      if (typeof replies === "string") assert.equal(reply, replies);
      else assert.match(reply, replies);
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
    test(`CVE-2020-22570: malformed meta command "${line.slice(0, 12)}"`, async () => {
      const socket = await server.open();
      const answer = await ask(socket, `${line}\r\nmn\r\n`, "MN\r\n");
      socket.destroy();
      assert.match(answer, /^(?:(?:CLIENT_ERROR [^\r]*|ERROR|EN)\r\n)?MN\r\n$/);
    });
  }

  for (const [what, bytes] of [
    ["CVE-2010-1152: a line that does not end", "x".repeat(3000)],
    ["a buffer of nothing but spaces (1.6.45)", " ".repeat(3000)],
    ["a meta line that does not end", `mg ${"k".repeat(3000)}`],
  ] as const) {
    test(`${what} ends its connection`, async () => {
      const socket = await server.open();
      const reply = readToEnd(socket);
      socket.write(bytes);
      assert.match(await reply, /^(?:CLIENT_ERROR line too long\r\n|CLIENT_ERROR [^\r]*\r\n|ERROR[^\r]*\r\n)?$/);
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

test("CVE-2013-7239: neither an invalid login nor a failed one gives any rights", async () => {
  const users = join(folder, "users");
  writeFileSync(users, "hedwig:secret\n", { mode: 0o600 });
  const server = await startMemtool({ args: ["-S", "-t", "1", "--user-file", users], speaks: "binary" });
  try {
    const login = (value: string): PacketParts => ({ opcode: 0x21, key: "PLAIN", value });
    const get: PacketParts = { opcode: 0x00, key: "k" };
    for (const attempts of [
      [{ opcode: 0x21, key: "NOSUCH", value: "x" }, login("\0hedwig\0wrong")],
      [login("\0hedwig\0wrong"), { opcode: 0x22, key: "PLAIN", value: "\0hedwig\0" }],
      [login("\0hedwig\0secret"), login("\0hedwig\0wrong")],
      [login("\0hedwig\0secret"), { opcode: 0x21, key: "x".repeat(100), value: "x" }],
      [login("")],
    ]) {
      const socket = await server.connect();
      const answer = readToEnd(socket);
      socket.end(Buffer.from([...attempts, get].map(packet).join(""), "latin1"));
      const replies = readPackets(await answer);
      assert.notEqual(replies.at(-1)?.status, BINARY_STATUS.ok);
      assert.equal(
        replies.some(({ opcode, status }) => opcode === 0 && status !== BINARY_STATUS.authError),
        false,
      );
    }
  } finally {
    await server.stop();
  }
});

describe("with a login line", () => {
  const users = join(folder, "ascii-users");
  writeFileSync(users, "hedwig:secret\n", { mode: 0o600 });

  for (const [id, bytes] of [
    ["CVE-2026-90698: many blank lines", "\r\n".repeat(5000)],
    ["CVE-2026-90698: many blanks", `set x 0 0 14${" ".repeat(1900)}\r\nhedwig secret \r\n`],
    ["a token of 2 GB (1.6.45)", "set x 0 0 2147483647\r\nhedwig"],
    ["a token below zero", "set x 0 0 -1\r\n"],
    ["a token with no end", `set x 0 0 30\r\nhedwig secret${"x".repeat(100)}\r\n`],
    ["only half of it", "set x 0 0 6\r\nhedwig\r\n"],
  ] as const) {
    test(`${id} gives no rights, and costs nothing`, async () => {
      const server = await startMemtool({ args: ["-Y", users, "-t", "1"] });
      try {
        const residentBefore = server.residentBytes;
        const socket = await server.connect();
        socket.on("error", () => {});
        const answer = readToEnd(socket);
        socket.end(`${bytes}get k\r\n`);
        assert.doesNotMatch(await answer, /END\r\n|STORED/);
        assert.ok(server.residentBytes - residentBefore < 16 * MIB);
        const binary = await server.connect();
        const refused = readToEnd(binary);
        binary.end(Buffer.from(packet({ opcode: 0x00, key: "k" }), "latin1"));
        assert.doesNotMatch(await refused, /^\x81/, "the binary protocol is no way around it");
      } finally {
        await server.stop();
      }
    });
  }

  test("CVE-2021-37519: a crafted file of users is refused at the start, with its line", async () => {
    const crafted = join(folder, "crafted");
    writeFileSync(crafted, `hedwig:secret\n${"x".repeat(5000)}\n`, { mode: 0o600 });
    await assert.rejects(startMemtool({ args: ["-Y", crafted] }), /line 2/);
  });
});

test("CVE-2013-0179: keys in the log of -vv are cut and escaped", async () => {
  const server = await startMemtool({ args: ["-vv", "-t", "1"] });
  const socket = await server.connect();
  const answer = readToEnd(socket);
  const keys = ["\x1b[2J\x07\0end", "k".repeat(250)];
  socket.end(Buffer.from(keys.map((key) => packet({ opcode: 0x00, key })).join(""), "latin1"));
  assert.equal(readPackets(await answer).length, 2);
  await server.stop();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not be there
  assert.doesNotMatch(server.output, /[\x00-\x08\x0b-\x1f\x7f-\xff]/);
});

test("CVE-2019-15026: stats conns tells the path of a unix socket and nothing behind it", async () => {
  const server = await startMemtool({ args: ["-t", "1"], transport: "unix" });
  try {
    const socket = await server.connect();
    const reply = await ask(socket, "stats conns\r\n", "END\r\n");
    socket.destroy();
    assert.match(reply, /^(?:STAT [\x20-\x7e]{1,300}\r\n)+END\r\n$/);
    assert.ok("path" in server.target && reply.includes(server.target.path));
  } finally {
    await server.stop();
  }
});

test("a binary value that is too large is skipped, and does not hold its connection up", async () => {
  const server = await startMemtool({ args: ["-t", "1"] });
  try {
    for (const opcode of [0x01, 0x02, 0x03, 0x11, 0x12, 0x13]) {
      const socket = await server.connect();
      const answer = readToEnd(socket);
      const tooLarge = packet({ opcode, key: "k", extras: storageExtras(), value: "v".repeat(2 * MIB) });
      socket.end(Buffer.from(tooLarge + packet({ opcode: 0x0a, opaque: 9 }), "latin1"));
      const replies = readPackets(await answer);
      assert.equal(replies[0]?.status, BINARY_STATUS.tooLarge);
      assert.equal(replies.at(-1)?.opaque, 9);
    }
  } finally {
    await server.stop();
  }
});
