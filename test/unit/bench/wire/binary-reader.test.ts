/** binary-reader: every kind of reply, whole and cut at every byte, counted once; and everything that breaks the protocol. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Recorder } from "../../../../src/bench/load/recorder.ts";
import { BinaryReader } from "../../../../src/bench/wire/binary-reader.ts";
import { BARRIER_OPERATION } from "../../../../src/bench/wire/line-requests.ts";
import { ReplyLedger } from "../../../../src/bench/wire/reply-ledger.ts";
import { RequestWindow } from "../../../../src/bench/wire/request-window.ts";
import {
  OPERATION,
  OPERATIONS,
  type OperationName,
  OUTCOMES,
  slotOf,
} from "../../../../src/bench/workload/operations.ts";
import { type PacketParts, packet, wordExtras } from "../../../support/binary-packet.ts";

/** A request: of a key, or of three. */
type Asked = readonly (readonly [OperationName | "barrier", number | readonly [number, number, number]])[];

/** What the replies amount to. */
interface Case {
  readonly asked: Asked;
  readonly replies: string;
  readonly counted: Readonly<Record<string, number>>;
  /** Keys found and missing of mget. */
  readonly keys?: readonly [hits: number, misses: number];
  /** Missing keys of mget in order. */
  readonly missing?: readonly number[];
  readonly errors?: readonly (readonly [string, number])[];
}

function reply(opcode: number, opaque: number, parts: Partial<PacketParts> = {}): string {
  return packet({ magic: 0x81, opcode, opaque, ...parts });
}

/** The reply with a value. */
function found(opcode: number, key: number, value: string, parts: Partial<PacketParts> = {}): string {
  return reply(opcode, key, { extras: wordExtras(0), value, ...parts });
}

/** One connection's reading side with requests in flight, sent at 100 ms. */
class Fixture {
  readonly recorder = new Recorder();
  readonly window: RequestWindow;
  readonly reader: BinaryReader;
  readonly missing: number[] = [];
  /** What each reply told beside its outcome. */
  readonly told: string[] = [];

  constructor(asked: Asked) {
    this.window = new RequestWindow(asked.length, 3);
    const ledger = new ReplyLedger(this.window, this.recorder);
    this.reader = new BinaryReader(ledger);
    const { facts } = this.reader;
    ledger.observer = {
      onReply: (operation, outcome) =>
        this.told.push(`${OPERATIONS[operation]} ${OUTCOMES[outcome]} ${facts.casHigh}:${facts.casLow}`),
      onMissingKey: (key) => this.missing.push(key),
    };
    for (const [name, keys] of asked) {
      this.#ask(name, keys);
    }
    this.window.stamp(100);
  }

  /** Feeds `text` in pieces of `size`, through one reused buffer as the wire does. */
  feed(text: string, size: number): boolean {
    const shared = Buffer.alloc(size);
    for (let start = 0; start < text.length; start += size) {
      const length = shared.write(text.slice(start, start + size), "latin1");
      const isWell = this.reader.read(shared, length, 101);
      shared.fill("?");
      if (!isWell) {
        return false;
      }
    }
    return true;
  }

  /** Requests of each operation and outcome. */
  counted(): Record<string, number> {
    const counts: Record<string, number> = {};
    OPERATIONS.forEach((name, operation) => {
      OUTCOMES.forEach((outcome, index) => {
        const requests = this.recorder.requests(slotOf(operation, index));
        if (requests > 0) {
          counts[`${name} ${outcome}`] = requests;
        }
      });
    });
    return counts;
  }

  #ask(name: OperationName | "barrier", keys: number | readonly number[]): void {
    if (name === "set_noreply") {
      this.reader.unconfirmed++;
      this.recorder.countUnconfirmed();
      return;
    }
    const operation = name === "barrier" ? BARRIER_OPERATION : OPERATION[name];
    const each = typeof keys === "number" ? [keys, 0, 0] : keys;
    this.window.push(operation, each[0] as number, Number.NaN, Number.NaN, 0);
    this.window.pushKeys(Int32Array.from(each));
  }
}

const OUT_OF_MEMORY = { status: 0x82, value: "Out of memory" };
const NOOP = reply(0x0a, 0);

const SINGLE: Case = {
  asked: [
    ["get", 1],
    ["get", 22],
    ["set", 3],
    ["gets", 4],
    ["add", 5],
    ["cas", 5],
    ["cas", 6],
    ["delete", 6],
    ["delete", 7],
    ["incr", 8],
    ["decr", 9],
    ["touch", 10],
    ["set", 11],
    ["gat", 12],
    ["get", 13],
    ["append", 14],
    ["prepend", 14],
    ["replace", 14],
    ["fill", 14],
    ["get", 14],
  ],
  replies: [
    found(0x00, 1, "hello"),
    reply(0x00, 22, { status: 1, value: "Not found" }),
    reply(0x01, 3, { cas: 5n }),
    found(0x00, 4, `\x81${"\0".repeat(23)}`, { cas: 99n }),
    reply(0x02, 5, { status: 2, value: "Data exists for key." }),
    reply(0x01, 5, { status: 2, value: "Data exists for key." }),
    reply(0x01, 6, { status: 1 }),
    reply(0x04, 6),
    reply(0x04, 7, { status: 1, value: "Not found" }),
    reply(0x05, 8, { value: "\0\0\0\0\0\0\0\x01" }),
    reply(0x06, 9, { status: 1, value: "Not found" }),
    reply(0x1c, 10),
    reply(0x01, 11, { status: 3, value: "Too large." }),
    found(0x1d, 12, ""),
    found(0x00, 13, "x".repeat(300), { key: "k13" }),
    reply(0x0e, 14, { status: 5, value: "Not stored." }),
    reply(0x0f, 14),
    reply(0x03, 14),
    reply(0x01, 14),
    reply(0x00, 14, OUT_OF_MEMORY),
  ].join(""),
  counted: {
    "get hit": 2,
    "get miss": 1,
    "get error": 1,
    "gets hit": 1,
    "gat hit": 1,
    "set hit": 1,
    "set error": 1,
    "add miss": 1,
    "replace hit": 1,
    "append miss": 1,
    "prepend hit": 1,
    "cas miss": 2,
    "delete hit": 1,
    "delete miss": 1,
    "incr hit": 1,
    "decr miss": 1,
    "touch hit": 1,
    "fill hit": 1,
  },
  errors: [
    ["status 0x03 Too large.", 1],
    ["status 0x82 Out of memory", 1],
  ],
};

/** The reply to an mget of the keys 1, 2 and 3 that holds these. */
function mgetReply(keys: readonly number[]): string {
  return keys.map((key) => found(0x0d, key, "abc", { key: `k${key}` })).join("") + NOOP;
}

const SETS = [[1, 2, 3], [2, 3], [1, 3], [1, 2], [1], [2], [3], []];

const MGETS: Case = {
  asked: [
    ["get", 9],
    ...SETS.map(() => ["mget", [1, 2, 3]] as const),
    ["set", 9],
    ["mget", [7, 7, 8]],
    ["mget", [4, 5, 6]],
    ["mget", [4, 5, 6]],
  ],
  replies: [
    reply(0x00, 9, { status: 1 }),
    ...SETS.map(mgetReply),
    reply(0x01, 9),
    mgetReply([7, 7]),
    found(0x0d, 4, "abc") + reply(0x0d, 5, OUT_OF_MEMORY) + NOOP,
    mgetReply([4, 5, 6]),
  ].join(""),
  counted: { "get miss": 1, "mget hit": 2, "mget miss": 8, "mget error": 1, "set hit": 1 },
  keys: [17, 13],
  missing: [1, 2, 3, 2, 3, 1, 3, 1, 2, 1, 2, 3, 8],
  errors: [["status 0x82 Out of memory", 1]],
};

const NOREPLY: Case = {
  asked: [
    ["set_noreply", 1],
    ["set", 2],
    ["set_noreply", 3],
    ["set_noreply", 4],
    ["get", 5],
    ["barrier", 0],
    ["get", 6],
  ],
  replies: [
    reply(0x11, 1, { status: 3, value: "Too large." }),
    reply(0x01, 2),
    reply(0x11, 3, OUT_OF_MEMORY),
    reply(0x00, 5, { status: 1 }),
    NOOP,
    reply(0x00, 6, { status: 1 }),
  ].join(""),
  counted: { "set_noreply hit": 1, "set_noreply error": 2, "set hit": 1, "get miss": 2 },
  errors: [
    ["status 0x03 Too large.", 1],
    ["status 0x82 Out of memory", 1],
  ],
};

function check(what: Case, feed: (fixture: Fixture) => boolean, how: string): void {
  const fixture = new Fixture(what.asked);
  assert.ok(feed(fixture), `${how}: ${fixture.reader.violation}`);
  assert.deepEqual([fixture.window.count, fixture.reader.unconfirmed], [0, 0], how);
  assert.deepEqual(fixture.counted(), what.counted, how);
  const { hits, misses } = fixture.recorder.keys(OPERATION.mget);
  assert.deepEqual([hits, misses], what.keys ?? [0, 0], how);
  assert.deepEqual(fixture.missing, what.missing ?? [], how);
  assert.deepEqual(fixture.recorder.errors, what.errors ?? [], how);
}

for (const [name, what] of [
  ["single keys", SINGLE],
  ["mget", MGETS],
  ["noreply", NOREPLY],
] as const) {
  describe(`${name}: every kind of reply`, () => {
    const { replies } = what;

    test("at once, and in pieces of every size", () => {
      for (const size of [replies.length, 1, 2, 3, 5, 7, 11, 13, 23, 24, 25, 64, 100, 250]) {
        check(what, (fixture) => fixture.feed(replies, size), `pieces of ${size}`);
      }
    });

    test("cut in two at every byte", () => {
      for (let cut = 1; cut < replies.length; cut++) {
        const feed = (fixture: Fixture): boolean =>
          fixture.feed(replies.slice(0, cut), cut) && fixture.feed(replies.slice(cut), replies.length);
        check(what, feed, `cut at ${cut}`);
      }
    });
  });
}

test("the cas is told in two halves, each with its own reply", () => {
  const fixture = new Fixture([
    ["cas_gets", 1],
    ["get", 2],
  ]);
  const replies = found(0x00, 1, "x", { cas: 0x89abcdeffedcba98n }) + found(0x00, 2, "y", { cas: 3n });
  assert.ok(fixture.feed(replies, 7));
  assert.deepEqual(fixture.told, [`cas_gets hit ${0x89abcdef}:${0xfedcba98}`, "get hit 0:3"]);
});

test("a text of an error is kept in part, whatever its length", () => {
  const fixture = new Fixture([["set", 1]]);
  assert.ok(fixture.feed(reply(0x01, 1, { status: 0x84, value: "long ".repeat(1000) }), 64));
  const [[text = ""] = []] = fixture.recorder.errors;
  assert.ok(text.startsWith("status 0x84 long long") && text.length < 140, text);
});

const GET: Asked = [["get", 1]];
const MGET: Asked = [["mget", [1, 2, 3]]];

const VIOLATIONS: readonly (readonly [string, Asked, string, RegExp])[] = [
  ["a wrong magic", GET, reply(0x00, 1, { magic: 0x80 }), /asked for get of key number 1, got "/],
  ["text", GET, "VALUE memtool-1 0 5\r\nhello\r\nEND\r\n", /asked for get of key number 1, got "VALUE/],
  ["another opcode", GET, reply(0x01, 1), /asked for get of key number 1/],
  ["another key", GET, found(0x00, 2, "x"), /asked for get of key number 1, got the reply to key number 2/],
  ["another key's error", [["set", 1]], reply(0x01, 2, OUT_OF_MEMORY), /got the reply to key number 2/],
  ["a reply that nobody asked for", [], reply(0x00, 1), /asked for nothing/],
  ["more extras than body", GET, reply(0x00, 1, { extrasLength: 9 }), /asked for get/],
  ["a longer key than body", GET, reply(0x00, 1, { keyLength: 9 }), /asked for get/],
  ["an endless body", GET, reply(0x00, 1, { bodyLength: 2 ** 31 }), /asked for get/],
  ["a key that an mget did not ask for", MGET, found(0x0d, 4, "x"), /asked for mget of key number 1, got the reply/],
  [
    "keys of an mget in another order",
    MGET,
    found(0x0d, 2, "x") + found(0x0d, 1, "x"),
    /got the reply to key number 1/,
  ],
  ["a key of an mget twice", MGET, found(0x0d, 3, "x") + found(0x0d, 3, "x"), /got the reply to key number 3/],
  ["a get's reply to an mget", MGET, found(0x00, 1, "x"), /asked for mget/],
  ["a noop for a get", GET, NOOP, /asked for get/],
  ["the reply to a setq that is no more", [["barrier", 0]], reply(0x11, 1, OUT_OF_MEMORY), /asked for noop/],
  ["a login that is missing", GET, reply(0x00, 1, { status: 0x20, value: "Auth failure." }), /unauthenticated: Auth/],
];

for (const [what, asked, text, message] of VIOLATIONS) {
  test(`${what} breaks the protocol, in any pieces, and what follows is not read`, () => {
    for (const size of [text.length, 1, 23, 25]) {
      const fixture = new Fixture(asked);
      assert.equal(fixture.feed(text + NOOP, size), false, `pieces of ${size}`);
      assert.match(fixture.reader.violation ?? "", message);
    }
  });
}
