/** The binary protocol over a session: every opcode, every status, however the bytes arrive. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OPCODE } from "../../../src/protocol/binary/opcodes.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import {
  arithmeticExtras,
  type PacketParts,
  packet,
  type ReplyPacket,
  readPackets,
  storageExtras,
  wordExtras,
} from "../../support/binary-packet.ts";
import { SessionHarness } from "../../support/session-harness.ts";

/** Feeds packets and returns what came back since. */
class Client {
  readonly harness = new SessionHarness();
  #seen = 0;

  ask(...packets: readonly PacketParts[]): ReplyPacket[] {
    this.harness.feed(packets.map(packet).join(""));
    const { text } = this.harness.socket;
    const fresh = text.slice(this.#seen);
    this.#seen = text.length;
    return readPackets(fresh);
  }

  one(parts: PacketParts): ReplyPacket {
    const replies = this.ask(parts);
    assert.equal(replies.length, 1, packet(parts));
    return replies[0] as ReplyPacket;
  }

  set(key: string, value: string, flags = 0): bigint {
    return this.one({ opcode: OPCODE.set, key, value, extras: storageExtras(flags) }).cas;
  }

  value(key: string): string | undefined {
    const { status, value } = this.one({ opcode: OPCODE.get, key });
    return status === 0 ? value : undefined;
  }
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  1: "Not found",
  2: "Data exists for key.",
  3: "Too large.",
  4: "Invalid arguments",
  5: "Not stored.",
  6: "Non-numeric server-side value for incr or decr",
  129: "Unknown command",
};

/** Checks a reply's status, and that it carries the text of it. */
function expectStatus(reply: ReplyPacket, status: number, hint?: string): void {
  assert.equal(reply.status, status, hint);
  if (status !== 0) {
    assert.equal(reply.value, STATUS_TEXTS[status], hint);
  }
}

test("gets: flags, cas, the key when asked for, opaque and opcode as sent", () => {
  const client = new Client();
  const cas = client.set("foo", "bar", 0xdeadbeef);
  assert.ok(cas > 0n);
  for (const [opcode, key] of [
    [OPCODE.get, ""],
    [OPCODE.getq, ""],
    [OPCODE.getk, "foo"],
    [OPCODE.getkq, "foo"],
  ] as const) {
    const reply = client.one({ opcode, key: "foo", opaque: 0xfedcba98 });
    assert.deepEqual(reply, { opcode, status: 0, opaque: 0xfedcba98, cas, extras: "deadbeef", key, value: "bar" });
  }
});

test("misses: text, key, or nothing", () => {
  const client = new Client();
  expectStatus(client.one({ opcode: OPCODE.get, key: "no" }), 1);
  const withKey = client.one({ opcode: OPCODE.getk, key: "no" });
  assert.deepEqual([withKey.status, withKey.key, withKey.value], [1, "no", ""]);
  assert.deepEqual(client.ask({ opcode: OPCODE.getq, key: "no" }, { opcode: OPCODE.getkq, key: "no" }), []);
  expectStatus(client.one({ opcode: OPCODE.touch, key: "no", extras: wordExtras(5) }), 1);
  assert.deepEqual(client.ask({ opcode: OPCODE.gatq, key: "no", extras: wordExtras(5) }), []);
});

test("touch answers the flags, get-and-touch the value too, and both set the time", () => {
  const client = new Client();
  client.set("a", "v", 7);
  const touched = client.one({ opcode: OPCODE.touch, key: "a", extras: wordExtras(10) });
  assert.deepEqual([touched.status, touched.extras, touched.value], [0, "00000007", ""]);
  client.harness.engine.advance(9);
  const got = client.one({ opcode: OPCODE.gatkq, key: "a", extras: wordExtras(20) });
  assert.deepEqual([got.extras, got.key, got.value], ["00000007", "a", "v"]);
  client.harness.engine.advance(19);
  assert.equal(client.value("a"), "v");
  client.harness.engine.advance(2);
  assert.equal(client.value("a"), undefined);
});

test("an expiration is unsigned: ffffffff is far away, not long ago", () => {
  const client = new Client();
  client.one({ opcode: OPCODE.set, key: "a", value: "v", extras: storageExtras(0, 0xffffffff) });
  assert.equal(client.value("a"), "v");
});

test("storage: each verb's statuses", () => {
  const client = new Client();
  const extras = storageExtras(1);
  expectStatus(client.one({ opcode: OPCODE.replace, key: "a", value: "v", extras }), 1);
  expectStatus(client.one({ opcode: OPCODE.append, key: "a", value: "v" }), 5);
  expectStatus(client.one({ opcode: OPCODE.prepend, key: "a", value: "v" }), 5);
  expectStatus(client.one({ opcode: OPCODE.add, key: "a", value: "v", extras }), 0);
  expectStatus(client.one({ opcode: OPCODE.add, key: "a", value: "v", extras }), 2);
  expectStatus(client.one({ opcode: OPCODE.replace, key: "a", value: "w", extras }), 0);
  expectStatus(client.one({ opcode: OPCODE.append, key: "a", value: ">" }), 0);
  expectStatus(client.one({ opcode: OPCODE.prepend, key: "a", value: "<" }), 0);
  assert.equal(client.value("a"), "<w>");
});

test("a cas in the header compares, whatever the verb", () => {
  const client = new Client();
  const extras = storageExtras();
  const cas = client.set("a", "1");
  for (const opcode of [OPCODE.set, OPCODE.add, OPCODE.replace]) {
    expectStatus(client.one({ opcode, key: "a", value: "2", extras, cas: cas + 100n }), 2);
    expectStatus(client.one({ opcode, key: "none", value: "2", extras, cas }), 1);
  }
  expectStatus(client.one({ opcode: OPCODE.append, key: "a", value: "2", cas: cas + 100n }), 2);
  expectStatus(client.one({ opcode: OPCODE.delete, key: "a", cas: cas + 100n }), 2);
  expectStatus(client.one({ opcode: OPCODE.increment, key: "a", extras: arithmeticExtras(1n), cas: cas + 100n }), 2);
  const replaced = client.one({ opcode: OPCODE.set, key: "a", value: "5", extras, cas });
  expectStatus(replaced, 0);
  const counted = client.one({ opcode: OPCODE.increment, key: "a", extras: arithmeticExtras(1n), cas: replaced.cas });
  assert.equal(Buffer.from(counted.value, "latin1").readBigUInt64BE(), 6n);
  expectStatus(client.one({ opcode: OPCODE.delete, key: "a", cas: counted.cas }), 0);
});

test("arithmetic: created, counted, wrapped, floored, refused", () => {
  const client = new Client();
  const count = (opcode: number, delta: bigint, initial = 0n, exptime = 0): bigint | number => {
    const reply = client.one({ opcode, key: "n", extras: arithmeticExtras(delta, initial, exptime) });
    return reply.status === 0 ? Buffer.from(reply.value, "latin1").readBigUInt64BE() : reply.status;
  };
  assert.equal(count(OPCODE.increment, 1n, 7n, 0xffffffff), 1);
  assert.equal(count(OPCODE.increment, 1n, 2n ** 64n - 1n), 2n ** 64n - 1n);
  assert.equal(client.value("n"), "18446744073709551615");
  assert.equal(count(OPCODE.increment, 2n), 1n);
  assert.equal(count(OPCODE.decrement, 5n), 0n);
  client.set("n", "text");
  assert.equal(count(OPCODE.increment, 1n), 6);
});

test("quiet verbs hide success, never an error", () => {
  const client = new Client();
  const extras = storageExtras();
  assert.deepEqual(
    client.ask(
      { opcode: OPCODE.setq, key: "a", value: "1", extras },
      { opcode: OPCODE.addq, key: "b", value: "1", extras },
      { opcode: OPCODE.replaceq, key: "b", value: "2", extras },
      { opcode: OPCODE.appendq, key: "b", value: "0" },
      { opcode: OPCODE.prependq, key: "b", value: "1" },
      { opcode: OPCODE.incrementq, key: "b", extras: arithmeticExtras(5n) },
      { opcode: OPCODE.decrementq, key: "b", extras: arithmeticExtras(1n) },
      { opcode: OPCODE.deleteq, key: "a" },
    ),
    [],
  );
  assert.equal(client.value("b"), "124");
  assert.deepEqual(client.ask({ opcode: OPCODE.flushq }), []);
  const errors = client.ask(
    { opcode: OPCODE.replaceq, key: "x", value: "1", extras },
    { opcode: OPCODE.appendq, key: "x", value: "1" },
    { opcode: OPCODE.deleteq, key: "x" },
    { opcode: OPCODE.incrementq, key: "x", extras: arithmeticExtras(1n, 0n, 0xffffffff) },
    { opcode: OPCODE.noop, opaque: 9 },
  );
  assert.deepEqual(
    errors.map(({ opcode, status }) => [opcode, status]),
    [
      [OPCODE.replaceq, 1],
      [OPCODE.appendq, 5],
      [OPCODE.deleteq, 1],
      [OPCODE.incrementq, 1],
      [OPCODE.noop, 0],
    ],
  );
});

test("flush: at once, later, and not at all under -F", () => {
  const client = new Client();
  client.set("a", "1");
  expectStatus(client.one({ opcode: OPCODE.flush, extras: wordExtras(5) }), 0);
  assert.equal(client.value("a"), "1");
  client.harness.engine.advance(6);
  assert.equal(client.value("a"), undefined);
  const { server } = client.harness.engine;
  server.allows = { ...server.allows, flush: false };
  const refused = client.one({ opcode: OPCODE.flush });
  assert.deepEqual([refused.status, refused.value], [0x20, "Auth failure."]);
});

test("version, stats, quit", () => {
  const client = new Client();
  assert.equal(client.one({ opcode: OPCODE.version }).value, "1.6.45");
  const stats = client.ask({ opcode: OPCODE.stat, opaque: 3 });
  assert.deepEqual(
    stats.map(({ key, value }) => [key, value]).filter(([key]) => key === "pid" || key === "" || key === "version"),
    [
      ["pid", "77"],
      ["version", "1.6.45"],
      ["", ""],
    ],
  );
  assert.ok(stats.every(({ opaque, status }) => opaque === 3 && status === 0));
  assert.equal(client.ask({ opcode: OPCODE.stat, key: "settings" }).at(-1)?.key, "");
  assert.deepEqual(
    client.ask({ opcode: OPCODE.stat, key: "reset" }).map(({ key }) => key),
    [""],
  );
  expectStatus(client.one({ opcode: OPCODE.stat, key: "conns" }), 1);
  expectStatus(client.one({ opcode: OPCODE.stat, key: "nonsense" }), 1);
  expectStatus(client.one({ opcode: OPCODE.quit }), 0);
  assert.equal(client.harness.socket.ended, true);
});

test("a value that is too large is skipped, and the connection goes on", () => {
  const client = new Client();
  client.set("a", "old");
  const value = "x".repeat(1_100_000);
  expectStatus(client.one({ opcode: OPCODE.set, key: "a", value, extras: storageExtras() }), 3);
  assert.equal(client.value("a"), undefined);
  client.set("a", "old");
  expectStatus(client.one({ opcode: OPCODE.append, key: "a", value }), 3);
  assert.equal(client.value("a"), "old");
});

test("shapes that are wrong are answered, and the connection ends", () => {
  const wrong: readonly [PacketParts, number][] = [
    [{ opcode: OPCODE.get }, 4],
    [{ opcode: OPCODE.get, key: "a", value: "b" }, 4],
    [{ opcode: OPCODE.get, key: "a", extras: wordExtras(1) }, 4],
    [{ opcode: OPCODE.set, key: "a", value: "b" }, 4],
    [{ opcode: OPCODE.set, value: "b", extras: storageExtras() }, 4],
    [{ opcode: OPCODE.append, key: "a", value: "b", extras: wordExtras(1) }, 4],
    [{ opcode: OPCODE.increment, key: "a", extras: storageExtras() }, 4],
    [{ opcode: OPCODE.noop, key: "a" }, 4],
    [{ opcode: OPCODE.version, value: "a" }, 4],
    [{ opcode: OPCODE.flush, extras: storageExtras() }, 4],
    [{ opcode: OPCODE.touch, key: "a", extras: Buffer.alloc(0x30) }, 4],
    [{ opcode: OPCODE.get, key: "k".repeat(251) }, 4],
    [{ opcode: OPCODE.get, key: "k", bodyLength: 0x4000_0001 }, 4],
    [{ opcode: OPCODE.append, key: "k", bodyLength: 0 }, 0x81],
    [{ opcode: OPCODE.set, key: "k", extrasLength: 8, bodyLength: 8 }, 0x81],
    [{ opcode: 0xff, key: "k", bodyLength: 0 }, 0x81],
  ];
  for (const [parts, status] of wrong) {
    const client = new Client();
    const replies = client.ask(parts, { opcode: OPCODE.noop });
    assert.equal(replies.length, 1, JSON.stringify(parts));
    expectStatus(replies[0] as ReplyPacket, status, JSON.stringify(parts));
    assert.equal(client.harness.socket.ended, true, JSON.stringify(parts));
  }
});

test("a body length of nearly 2^32 is no negative number", () => {
  const client = new Client();
  expectStatus(client.one({ opcode: OPCODE.set, key: "k", extras: storageExtras(), bodyLength: 0xffffffe8 }), 4);
  assert.equal(client.harness.socket.ended, true);
});

test("bad magic closes without a word", () => {
  const client = new Client();
  client.ask({ opcode: OPCODE.noop });
  assert.deepEqual(client.ask({ magic: 0x81, opcode: OPCODE.noop }), []);
  assert.equal(client.harness.socket.ended, true);
});

test("an unknown opcode is skipped, body and all, and no more", () => {
  const client = new Client();
  const replies = client.ask(
    { opcode: 0x55, key: "abc", extras: wordExtras(1), value: packet({ opcode: OPCODE.noop, opaque: 1 }) },
    { opcode: OPCODE.saslListMechs },
    { opcode: OPCODE.saslAuth, key: "PLAIN", value: "\0a\0b" },
    { opcode: OPCODE.noop, opaque: 2 },
  );
  assert.deepEqual(
    replies.map(({ status, opaque }) => [status, opaque]),
    [
      [0x81, 0],
      [0x81, 0],
      [0x81, 0],
      [0, 2],
    ],
  );
});

test("large values arrive and leave whole", () => {
  const client = new Client();
  const value = "0123456789".repeat(90_000);
  client.set("large", value);
  assert.equal(client.value("large"), value);
  const reply = client.ask({ opcode: OPCODE.get, key: "large" }, { opcode: OPCODE.noop });
  assert.equal(reply.length, 2);
  client.harness.session.onClose();
  assert.deepEqual(checkInvariants(client.harness.engine.store).problems, []);
});

test("replies do not depend on how the bytes were cut", () => {
  const conversation = [
    packet({ opcode: OPCODE.set, key: "a", value: "x".repeat(3000), extras: storageExtras(1) }),
    packet({ opcode: OPCODE.getk, key: "a" }),
    packet({ opcode: OPCODE.set, key: "big", value: "y".repeat(80_000), extras: storageExtras() }),
    packet({ opcode: OPCODE.getq, key: "big" }),
    packet({ opcode: 0x99, key: "zzz", value: "w".repeat(5000) }),
    packet({ opcode: OPCODE.append, key: "a", value: "z" }),
    packet({ opcode: OPCODE.increment, key: "n", extras: arithmeticExtras(1n, 41n) }),
    packet({ opcode: OPCODE.noop, opaque: 77 }),
  ].join("");
  const replies = (pieces: readonly number[]): string => {
    const harness = new SessionHarness();
    let turn = 0;
    for (let at = 0; at < conversation.length; ) {
      const length = pieces[turn++ % pieces.length] as number;
      harness.feed(conversation.slice(at, at + length));
      at += length;
    }
    return harness.socket.text;
  };
  const whole = replies([conversation.length]);
  assert.equal(readPackets(whole).length, 8);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 12 }), (pieces) => {
      assert.equal(replies(pieces) === whole, true);
    }),
    { numRuns: 40, seed: 20261124 },
  );
  assert.equal(replies([1, 23, 2, 40]) === whole, true);
});

test("-vv shows headers four bytes a line", () => {
  const client = new Client();
  client.harness.shared.verbosity = 2;
  client.ask({ opcode: OPCODE.noop, opaque: 0x01020304 });
  const { log } = client.harness;
  assert.equal(log[0], "1: Client using the binary protocol");
  assert.deepEqual(log.slice(1, 3), ["<1 Read binary protocol data:", "<1    0x80 0x0a 0x00 0x00"]);
  assert.equal(log[8], ">1 Writing bin response:");
  assert.equal(log[12], ">1   0x01 0x02 0x03 0x04");
});
