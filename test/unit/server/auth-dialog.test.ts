/** Connections that have to log in, over text and over binary. */
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { OPCODE } from "../../../src/protocol/binary/opcodes.ts";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { type PacketParts, packet, readPackets } from "../../support/binary-packet.ts";
import { SessionHarness } from "../../support/session-harness.ts";

const userFile = join(mkdtempSync(join(tmpdir(), "memtool-auth-")), "users");
writeFileSync(userFile, "ann:pass word\n");

const LOGIN = "set x 0 0 13\r\nann pass word\r\n";

function counts(harness: SessionHarness): number[] {
  const { values } = harness.engine.engine.counters;
  return [values[COUNTER.auth_cmds] as number, values[COUNTER.auth_errors] as number];
}

test("text: nothing before the login, everything after it, nothing stored by it", () => {
  const harness = new SessionHarness(Number.POSITIVE_INFINITY, { authFile: userFile });
  harness.feed("get x\r\nset x 0 0 9\r\nann wrong\r\n");
  assert.equal(harness.socket.text, "CLIENT_ERROR unauthenticated\r\nCLIENT_ERROR authentication failure\r\n");
  harness.feed(`${LOGIN}get x\r\nset x 0 0 1\r\nX\r\nget x\r\n`);
  assert.ok(harness.socket.text.endsWith("failure\r\nSTORED\r\nEND\r\nSTORED\r\nVALUE x 0 1\r\nX\r\nEND\r\n"));
  assert.deepEqual(counts(harness), [2, 1]);
});

test("text: the login may come byte by byte", () => {
  const harness = new SessionHarness(Number.POSITIVE_INFINITY, { authFile: userFile });
  harness.feed(`${LOGIN}mn\r\n`, 1);
  assert.equal(harness.socket.text, "STORED\r\nMN\r\n");
});

test("text: with strict framing a login whose token can't be told from what follows ends the connection", () => {
  for (const [request, isEnded] of [
    ["set x 0 0 x\r\n", true],
    ["set x 0 0 99999\r\n", true],
    ["set x 0 0 3\r\nann pass word\r\n", true],
    ["get x\r\n", false],
    ["set x 0 0 9\r\nann wrong\r\n", false],
    ["set x 0 0 3\r\nann\r\n", false],
  ] as const) {
    const harness = new SessionHarness(Number.POSITIVE_INFINITY, { authFile: userFile, strictFraming: true });
    harness.feed(`${request}${LOGIN}`);
    assert.equal(harness.socket.ended, isEnded, request);
    assert.equal(harness.socket.text.includes("STORED"), !isEnded, request);
  }
});

test("text: no way around through the binary protocol's first byte", () => {
  const harness = new SessionHarness(Number.POSITIVE_INFINITY, { authFile: userFile, protocol: "ascii" });
  harness.feed(packet({ opcode: OPCODE.noop }));
  harness.feed(`${"x".repeat(3000)}\r\n`);
  assert.ok(!harness.socket.text.includes("\x81"));
});

function sasl(...packets: readonly PacketParts[]) {
  const harness = new SessionHarness(Number.POSITIVE_INFINITY, { sasl: true, userFile, protocol: "binary" });
  harness.feed(packets.map(packet).join(""));
  const replies = readPackets(harness.socket.text).map(({ opcode, status, value }) => [opcode, status, value]);
  return { harness, replies };
}

const AUTH: PacketParts = { opcode: OPCODE.saslAuth, key: "PLAIN", value: "\0ann\0pass word" };

test("SASL: list, version and login; then everything", () => {
  const { harness, replies } = sasl(
    { opcode: OPCODE.saslListMechs },
    { opcode: OPCODE.version },
    { ...AUTH, value: "\0ann\0wrong" },
    AUTH,
    { opcode: OPCODE.get, key: "none" },
  );
  assert.deepEqual(replies, [
    [OPCODE.saslListMechs, 0, "PLAIN"],
    [OPCODE.version, 0, "1.6.45"],
    [OPCODE.saslAuth, 0x20, "Auth failure."],
    [OPCODE.saslAuth, 0, "Authenticated"],
    [OPCODE.get, 1, "Not found"],
  ]);
  assert.deepEqual(counts(harness), [2, 1]);
});

test("SASL: anything else before the login ends the connection", () => {
  for (const opcode of [OPCODE.noop, OPCODE.stat, OPCODE.quit]) {
    const { harness, replies } = sasl({ opcode }, AUTH);
    assert.deepEqual(replies, [[opcode, 0x20, "Auth failure."]]);
    assert.equal(harness.socket.ended, true);
  }
});

test("SASL: a login in two steps, cut anywhere", () => {
  const harness = new SessionHarness(Number.POSITIVE_INFINITY, { sasl: true, userFile, protocol: "binary" });
  harness.feed(
    [{ ...AUTH, value: "" }, { ...AUTH, opcode: OPCODE.saslStep }, { opcode: OPCODE.noop }].map(packet).join(""),
    1,
  );
  assert.deepEqual(
    readPackets(harness.socket.text).map(({ status }) => status),
    [0x21, 0, 0],
  );
});

test("SASL: a failed login after a good one takes the rights away", () => {
  const { harness, replies } = sasl(AUTH, { ...AUTH, value: "\0ann\0no" }, { opcode: OPCODE.noop });
  assert.deepEqual(
    replies.map(([, status]) => status),
    [0, 0x20, 0x20],
  );
  assert.equal(harness.socket.ended, true);
});

test("SASL: names and responses that are too long are skipped", () => {
  const { replies } = sasl({ ...AUTH, key: "P".repeat(33) }, { ...AUTH, value: "x".repeat(20_000) }, AUTH, {
    opcode: OPCODE.noop,
  });
  assert.deepEqual(
    replies.map(([, status]) => status),
    [4, 0x82, 0, 0],
  );
});

test("SASL: a name or a response that is too long takes the rights away like any other failure", () => {
  for (const long of [{ key: "P".repeat(33) }, { value: "x".repeat(20_000) }]) {
    const { harness, replies } = sasl(AUTH, { ...AUTH, ...long }, { opcode: OPCODE.noop });
    assert.deepEqual([replies[0]?.[1], replies[2]?.[1]], [0, 0x20]);
    assert.equal(harness.socket.ended, true);
  }
});

test("SASL: a request that makes no sense and a login that fails give no rights", () => {
  const { replies } = sasl({ opcode: 0x77, key: "a" }, AUTH);
  assert.deepEqual(
    replies.map(([, status]) => status),
    [0x20],
  );
});
