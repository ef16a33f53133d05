/** line-reader: every kind of reply, whole and cut at every byte, counted once; and everything that breaks the protocol. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Recorder } from "../../../../src/bench/load/recorder.ts";
import { LineReader } from "../../../../src/bench/wire/line-reader.ts";
import { BARRIER_OPERATION } from "../../../../src/bench/wire/line-requests.ts";
import { lineRules } from "../../../../src/bench/wire/line-rules.ts";
import { ReplyLedger } from "../../../../src/bench/wire/reply-ledger.ts";
import { RequestBytes } from "../../../../src/bench/wire/request-bytes.ts";
import { RequestWindow } from "../../../../src/bench/wire/request-window.ts";
import { Verifier } from "../../../../src/bench/wire/verifier.ts";
import {
  OPERATION,
  OPERATIONS,
  type OperationName,
  OUTCOMES,
  slotOf,
} from "../../../../src/bench/workload/operations.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import type { ValueChecker } from "../../../../src/bench/workload/value-checker.ts";
import { parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";
import { VersionTable } from "../../../../src/bench/workload/version-table.ts";
import { testWorkload } from "../../../support/bench-plan.ts";

type Protocol = "text" | "meta";

/** A request: of a key, or of three. `barrier` asks whether everything before it is done; `set_noreply` gets no reply. */
type Asked = readonly (readonly [OperationName | "barrier", number | readonly [number, number, number]])[];

interface Case {
  readonly protocol: Protocol;
  readonly asked: Asked;
  readonly replies: string;
  readonly counted: Readonly<Record<string, number>>;
  /** Keys found and missing of mget. */
  readonly keys?: readonly [hits: number, misses: number];
  /** Missing keys of mget in order. */
  readonly missing?: readonly number[];
  readonly errors?: readonly (readonly [string, number])[];
}

/** One connection's reading side with requests in flight, sent at 100 ms. */
class Fixture {
  readonly recorder = new Recorder();
  readonly window: RequestWindow;
  readonly reader: LineReader;
  readonly missing: number[] = [];
  /** What each reply told beside its outcome. */
  readonly told: string[] = [];

  constructor(protocol: Protocol, asked: Asked) {
    this.window = new RequestWindow(asked.length, 3);
    const ledger = new ReplyLedger(this.window, this.recorder);
    this.reader = new LineReader(ledger, lineRules(protocol, false, "k"));
    const { facts } = this.reader;
    ledger.observer = {
      onReply: (operation, outcome) => {
        const flags = `${facts.isWinner ? "W" : ""}${facts.isStale ? "X" : ""}${facts.isAwaited ? "Z" : ""}`;
        const name = `${OPERATIONS[operation]} ${OUTCOMES[outcome]}`;
        this.told.push(`${name} ${facts.valueBytes} ${flags} ${facts.casHigh}:${facts.casLow}`);
      },
      onMissingKey: (key) => this.missing.push(key),
    };
    for (const [name, keys] of asked) {
      this.#ask(name, keys);
    }
    this.window.stamp(100);
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

  /** Requests of each operation and outcome; their times are checked. */
  counted(): Record<string, number> {
    const counts: Record<string, number> = {};
    OPERATIONS.forEach((name, operation) => {
      OUTCOMES.forEach((outcome, index) => {
        const slot = slotOf(operation, index);
        const histogram = this.recorder.histogram(slot);
        if (this.recorder.requests(slot) > 0) {
          counts[`${name} ${outcome}`] = this.recorder.requests(slot);
        }
        if (histogram !== undefined) {
          assert.deepEqual([histogram.minNs, histogram.maxNs], [1_000_000, 1_000_000]);
        }
      });
    });
    return counts;
  }
}

const TEXT: Case = {
  protocol: "text",
  asked: [
    ["get", 1],
    ["get", 22],
    ["set", 3],
    ["gets", 4],
    ["add", 5],
    ["cas", 5],
    ["delete", 6],
    ["delete", 7],
    ["incr", 8],
    ["decr", 9],
    ["touch", 10],
    ["set", 11],
    ["gat", 12],
    ["get", 13],
    ["get", 14],
  ],
  replies: [
    "VALUE k1 0 5\r\nhello\r\nEND\r\n",
    "END\r\n",
    "STORED\r\n",
    "VALUE k4 7 10 99\r\nEND\r\nEND\r\n\r\nEND\r\n",
    "NOT_STORED\r\n",
    "EXISTS\r\n",
    "DELETED\r\n",
    "NOT_FOUND\r\n",
    "41\r\n",
    "NOT_FOUND\r\n",
    "TOUCHED\r\n",
    "SERVER_ERROR out of memory storing object\r\n",
    "VALUE k12 0 0\r\n\r\nEND\r\n",
    `VALUE k13 0 300\r\n${"x".repeat(300)}\r\nEND\r\n`,
    "ERROR\r\n",
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
    "cas miss": 1,
    "delete hit": 1,
    "delete miss": 1,
    "incr hit": 1,
    "decr miss": 1,
    "touch hit": 1,
  },
  errors: [
    ["SERVER_ERROR out of memory storing object", 1],
    ["ERROR", 1],
  ],
};

const META: Case = {
  protocol: "meta",
  asked: [
    ["get", 1],
    ["get", 2],
    ["gets", 3],
    ["set", 4],
    ["add", 5],
    ["cas", 6],
    ["delete", 7],
    ["incr", 8],
    ["touch", 9],
    ["touch", 10],
    ["set", 11],
    ["get", 12],
    ["get", 13],
    ["lease_wait", 14],
    ["lease_wait", 15],
    ["get", 16],
  ],
  replies: [
    "VA 5 kk1\r\nhello\r\n",
    "EN\r\n",
    "VA 4 kk3 c99\r\nEN\r\n\r\n",
    "HD\r\n",
    "NS\r\n",
    "EX\r\n",
    "NF\r\n",
    "HD\r\n",
    "HD\r\n",
    "EN\r\n",
    "SERVER_ERROR out of memory storing object\r\n",
    "VA 0 kk12\r\n\r\n",
    "VA 2 kk13 X Z\r\nVA\r\n",
    "VA 0 kk14 W\r\n\r\n",
    "VA 0 kk15 Z\r\n\r\n",
    `VA 300 W kk16\r\n${"y".repeat(300)}\r\n`,
  ].join(""),
  counted: {
    "get hit": 3,
    "get miss": 1,
    "get stale": 1,
    "gets hit": 1,
    "set hit": 1,
    "set error": 1,
    "add miss": 1,
    "cas miss": 1,
    "delete miss": 1,
    "incr hit": 1,
    "touch hit": 1,
    "touch miss": 1,
    "lease_wait miss": 2,
  },
  errors: [["SERVER_ERROR out of memory storing object", 1]],
};

/** The reply to an mget of the keys 1, 2 and 3 that holds these. */
function mgetReply(protocol: Protocol, found: readonly number[]): string {
  const values = found.map((key) =>
    protocol === "text" ? `VALUE k${key} 0 3\r\nEND\r\n` : `VA 3 kk${key}\r\nMN\r\r\n`,
  );
  return `${values.join("")}${protocol === "text" ? "END" : "MN"}\r\n`;
}

/** Every set of keys that can be found, each in an mget of its own, with other requests around. */
function mgetCase(protocol: Protocol): Case {
  const sets = [[1, 2, 3], [2, 3], [1, 3], [1, 2], [1], [2], [3], []];
  const [miss, stored] = protocol === "text" ? ["END\r\n", "STORED\r\n"] : ["EN\r\n", "HD\r\n"];
  return {
    protocol,
    asked: [
      ["get", 9],
      ...sets.map(() => ["mget", [1, 2, 3]] as const),
      ["set", 9],
      ["mget", [7, 7, 8]],
      ["mget", [4, 5, 6]],
    ],
    replies: [
      miss,
      ...sets.map((found) => mgetReply(protocol, found)),
      stored,
      mgetReply(protocol, [7, 7]),
      "SERVER_ERROR out of memory\r\n",
    ].join(""),
    counted: { "get miss": 1, "mget hit": 1, "mget miss": 8, "mget error": 1, "set hit": 1 },
    keys: [14, 13],
    missing: [1, 2, 3, 2, 3, 1, 3, 1, 2, 1, 2, 3, 8],
    errors: [["SERVER_ERROR out of memory", 1]],
  };
}

/** Requests that get no reply: two of them failed, before and after replies of others. */
function noreplyCase(protocol: Protocol): Case {
  const [stored, miss] = protocol === "text" ? ["STORED\r\n", "END\r\n"] : ["HD\r\n", "EN\r\n"];
  return {
    protocol,
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
      "SERVER_ERROR object too large for cache\r\n",
      stored,
      "SERVER_ERROR out of memory storing object\r\n",
      miss,
      "MN\r\n",
      "SERVER_ERROR out of memory writing get response\r\n",
    ].join(""),
    counted: { "set_noreply hit": 1, "set_noreply error": 2, "set hit": 1, "get miss": 1, "get error": 1 },
    errors: [
      ["SERVER_ERROR object too large for cache", 1],
      ["SERVER_ERROR out of memory storing object", 1],
      ["SERVER_ERROR out of memory writing get response", 1],
    ],
  };
}

function check(what: Case, feed: (fixture: Fixture) => boolean, how: string): void {
  const fixture = new Fixture(what.protocol, what.asked);
  assert.ok(feed(fixture), `${how}: ${fixture.reader.violation}`);
  assert.deepEqual([fixture.window.count, fixture.reader.unconfirmed], [0, 0], how);
  assert.deepEqual(fixture.counted(), what.counted, how);
  const { hits, misses } = fixture.recorder.keys(OPERATION.mget);
  assert.deepEqual([hits, misses], what.keys ?? [0, 0], how);
  assert.deepEqual(fixture.missing, what.missing ?? [], how);
  assert.deepEqual(fixture.recorder.errors, what.errors ?? [], how);
}

const CASES: readonly (readonly [string, Case])[] = [
  ["text", TEXT],
  ["meta", META],
  ["text mget", mgetCase("text")],
  ["meta mget", mgetCase("meta")],
  ["text noreply", noreplyCase("text")],
  ["meta noreply", noreplyCase("meta")],
];

for (const [name, what] of CASES) {
  describe(`${name}: every kind of reply`, () => {
    const { replies } = what;

    test("at once, and in pieces of every size", () => {
      for (const size of [replies.length, 1, 2, 3, 5, 7, 11, 13, 17, 31, 64, 100, 250]) {
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

test("flags, cas and length are told with the reply they belong to, in any pieces", () => {
  const asked: Asked = [
    ["gets", 1],
    ["get", 2],
    ["get", 3],
    ["gets", 4],
  ];
  const replies =
    "VA 1 kk1 c18446744073709551615\r\nx\r\nVA 0 W kk2\r\n\r\nVA 2 kk3 X Z c7\r\nab\r\nVA 3 kk4 c8\r\nabc\r\n";
  for (let size = 1; size <= replies.length; size++) {
    const fixture = new Fixture("meta", asked);
    assert.ok(fixture.feed(replies, size));
    assert.deepEqual(fixture.told, [
      "gets hit 1  1844674407:3709551615",
      "get miss 0 W 1844674407:3709551615",
      "get stale 2 XZ 0:7",
      "gets hit 3  0:8",
    ]);
  }
});

test("latency is counted from the moment of the batch", () => {
  const window = new RequestWindow(4);
  const recorder = new Recorder();
  const reader = new LineReader(new ReplyLedger(window, recorder), lineRules("text", false, "k"));
  window.push(OPERATION.get, 1, Number.NaN, Number.NaN, 0);
  window.stamp(10);
  window.push(OPERATION.get, 2, Number.NaN, Number.NaN, 0);
  window.push(OPERATION.get, 3, Number.NaN, Number.NaN, 0);
  window.stamp(12);
  const bytes = Buffer.from("END\r\nEND\r\nEND\r\n");
  assert.ok(reader.read(bytes, 10, 15));
  assert.ok(reader.read(bytes, 5, 20));
  const misses = recorder.histogram(slotOf(OPERATION.get, 1));
  assert.deepEqual([misses?.count, misses?.minNs, misses?.maxNs], [3, 3e6, 8e6]);
  assert.equal(misses?.meanNs, (5e6 + 3e6 + 8e6) / 3);
});

const GET: Asked = [["get", 1]];
const MGET: Asked = [["mget", [1, 2, 3]]];

const VIOLATIONS: readonly (readonly [string, Protocol, Asked, string, RegExp])[] = [
  ["another key", "text", GET, "VALUE k2 0 1\r\nx\r\nEND\r\n", /asked for get of key number 1, got "VALUE k2 0 1/],
  ["another prefix", "text", GET, "VALUE j1 0 1\r\nx\r\nEND\r\n", /asked for get/],
  ["a value longer than said", "text", GET, "VALUE k1 0 1\r\nxyz\r\nEND\r\n", /does not end where its length says/],
  ["no END", "text", GET, "VALUE k1 0 1\r\nx\r\nVALUE k1 0 1\r\nx\r\nEND\r\n", /got "VALUE k1|does not end/],
  ["STORED behind a value", "text", GET, "VALUE k1 0 1\r\nx\r\nSTORED\r\n", /got "STORED|does not end/],
  ["a reply of another kind", "text", [["set", 1]], "DELETED\r\n", /asked for set/],
  ["a value for a set", "text", [["set", 1]], "VALUE k1 0 1\r\nx\r\nEND\r\n", /asked for set/],
  ["STORED for a get", "text", GET, "STORED\r\n", /asked for get/],
  ["a reply too many", "text", GET, "END\r\nEND\r\n", /nobody asked for/],
  ["a reply to a noreply", "text", [["set_noreply", 1]], "STORED\r\n", /STORED/],
  [
    "an error behind the barrier",
    "text",
    [
      ["set_noreply", 1],
      ["barrier", 0],
    ],
    "MN\r\nSERVER_ERROR x\r\n",
    /nobody asked for/,
  ],
  [
    "something else than MN for a barrier",
    "text",
    [
      ["set_noreply", 1],
      ["barrier", 0],
    ],
    "HD\r\n",
    /asked for an end of noreply requests, got "HD/,
  ],
  ["HTTP", "text", GET, "HTTP/1.1 400 Bad Request\r\n\r\n", /HTTP/],
  ["redis", "text", GET, "-ERR unknown command\r\n", /-ERR/],
  ["control bytes", "text", GET, "\x1b[31m\r\n", /\\e\[31m|\\x1b/],
  ["a line without end", "text", GET, "x".repeat(5000), /more than 2048 bytes/],
  ["a key that an mget did not ask for", "text", MGET, "VALUE k4 0 1\r\nx\r\nEND\r\n", /asked for mget/],
  [
    "keys of an mget in another order",
    "text",
    MGET,
    "VALUE k2 0 1\r\nx\r\nVALUE k1 0 1\r\nx\r\nEND\r\n",
    /asked for mget/,
  ],
  ["a key of an mget twice", "meta", MGET, "VA 1 kk3\r\nx\r\nVA 1 kk3\r\nx\r\nMN\r\n", /asked for mget/],
  ["EN in a meta mget", "meta", MGET, "EN\r\n", /asked for mget/],
  ["another key in meta", "meta", GET, "VA 1 kk2\r\nx\r\n", /asked for get of key number 1, got "VA 1 kk2/],
  ["a meta value longer than said", "meta", GET, "VA 1 kk1\r\nxyz\r\n", /does not end where its length says/],
  ["ERROR for a set", "meta", [["set", 1]], "ERROR\r\n", /asked for set/],
];

for (const [what, protocol, asked, text, message] of VIOLATIONS) {
  test(`${what} breaks the protocol, in any pieces`, () => {
    for (const size of [text.length, 1, 3]) {
      const fixture = new Fixture(protocol, asked);
      assert.equal(fixture.feed(text, size), false, `pieces of ${size}`);
      assert.match(fixture.reader.violation ?? "", message);
    }
  });
}

/** The verifying side of a connection that asked for keys 1, 2, ...: tallies after `replies` came in pieces of `size`. */
function verified(protocol: Protocol, names: readonly OperationName[], replies: Buffer, size: number) {
  const window = new RequestWindow(names.length, 3);
  const recorder = new Recorder();
  const payload = new Payload(VERIFIED_WORKLOAD);
  const table = VersionTable.create(10);
  const verifier = new Verifier(table, payload.createChecker() as ValueChecker, 5);
  const reader = new LineReader(
    new ReplyLedger(window, recorder, verifier),
    lineRules(protocol, protocol === "meta", "k"),
  );
  names.forEach((name, index) => {
    window.push(OPERATION[name], index + 1, Number.NaN, Number.NaN, 2);
    window.pushKeys(Int32Array.of(1, 2, 3));
  });
  window.stamp(100);
  for (let start = 0; start < replies.length; start += size) {
    const piece = Buffer.from(replies.subarray(start, start + size));
    assert.ok(reader.read(piece, piece.length, 101), reader.violation);
  }
  const { verified: count, mismatches, lostUpdates } = recorder.tallies;
  return [count, mismatches, lostUpdates];
}

const VERIFIED_WORKLOAD = testWorkload({ valueSizes: parseValueSizes("30"), verifyRun: 5 });

/** A value as it is stored. */
function stored(key: number, version: number): Buffer {
  const out = new RequestBytes();
  out.reserve(30);
  new Payload(VERIFIED_WORKLOAD).writeValue(out, key, version, 30);
  return Buffer.from(out.bytes.subarray(0, 30));
}

test("values are verified as they come: right, old, another key's, empty; in any pieces", () => {
  const replies = Buffer.concat(
    [stored(1, 2), stored(2, 1), stored(2, 2), Buffer.alloc(0)].flatMap((value, index) => [
      Buffer.from(`VALUE k${index + 1} 0 ${value.length}\r\n`),
      value,
      Buffer.from("\r\nEND\r\n"),
    ]),
  );
  for (const size of [replies.length, 1, 7, 40]) {
    assert.deepEqual(verified("text", ["get", "gets", "gat", "get"], replies, size), [4, 2, 1], `pieces of ${size}`);
  }
});

test("every value of an mget is verified with its own key", () => {
  for (const protocol of ["text", "meta"] as const) {
    const line = (key: number): string => (protocol === "text" ? `VALUE k${key} 0 30\r\n` : `VA 30 kk${key}\r\n`);
    const replies = Buffer.concat([
      ...[1, 3].flatMap((key) => [Buffer.from(line(key)), stored(key, 2), Buffer.from("\r\n")]),
      Buffer.from(protocol === "text" ? "END\r\n" : "MN\r\n"),
    ]);
    for (const size of [replies.length, 1, 7, 40]) {
      assert.deepEqual(verified(protocol, ["mget"], replies, size), [2, 0, 0], `${protocol}, pieces of ${size}`);
    }
  }
});

test("what a lease left behind is no value; an empty value without a lease is a wrong one", () => {
  const replies = Buffer.from("VA 0 kk1 W\r\n\r\nVA 0 kk2 Z\r\n\r\nVA 0 kk3\r\n\r\n");
  for (let size = 1; size <= replies.length; size++) {
    assert.deepEqual(verified("meta", ["get", "get", "get"], replies, size), [1, 1, 0], `pieces of ${size}`);
  }
});
