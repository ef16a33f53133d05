/** reply-reader: every kind of reply, whole and cut at every byte, counted once; and everything that breaks the protocol. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Recorder } from "../../../src/bench/recorder.ts";
import { ReplyReader } from "../../../src/bench/reply-reader.ts";
import { RequestWindow } from "../../../src/bench/request-window.ts";
import { ValueLine } from "../../../src/bench/value-line.ts";
import { OPERATION, OPERATIONS, type OperationName, OUTCOMES, slotOf } from "../../../src/bench/workload/operations.ts";

type Asked = readonly (readonly [OperationName, number])[];

const ASKED: Asked = [
  ["get", 1],
  ["get", 22],
  ["set", 3],
  ["gets", 4],
  ["add", 5],
  ["delete", 6],
  ["delete", 7],
  ["incr", 8],
  ["decr", 9],
  ["touch", 10],
  ["set", 11],
  ["gat", 12],
  ["get", 13],
];
const REPLIES = [
  "VALUE k1 0 5\r\nhello\r\nEND\r\n",
  "END\r\n",
  "STORED\r\n",
  "VALUE k4 7 10 99\r\nEND\r\nEND\r\n\r\nEND\r\n",
  "NOT_STORED\r\n",
  "DELETED\r\n",
  "NOT_FOUND\r\n",
  "41\r\n",
  "NOT_FOUND\r\n",
  "TOUCHED\r\n",
  "SERVER_ERROR out of memory storing object\r\n",
  "VALUE k12 0 0\r\n\r\nEND\r\n",
  `VALUE k13 0 300\r\n${"x".repeat(300)}\r\nEND\r\n`,
].join("");
const COUNTED = {
  "get hit": 2,
  "get miss": 1,
  "gets hit": 1,
  "gat hit": 1,
  "set hit": 1,
  "set error": 1,
  "add miss": 1,
  "delete hit": 1,
  "delete miss": 1,
  "incr hit": 1,
  "decr miss": 1,
  "touch hit": 1,
};

class Fixture {
  readonly recorder = new Recorder();
  readonly window: RequestWindow;
  readonly reader: ReplyReader;

  constructor(asked: Asked) {
    this.window = new RequestWindow(asked.length);
    this.reader = new ReplyReader(this.window, new ValueLine("k"), this.recorder);
    for (const [name, key] of asked) {
      this.window.push(OPERATION[name], key);
    }
    this.window.stamp(100);
  }

  /** Feeds `text` in pieces of `size`, through one reused buffer as the wire does. */
  feed(text: string, size: number): boolean {
    const shared = Buffer.alloc(size);
    for (let start = 0; start < text.length; start += size) {
      const length = shared.write(text.slice(start, start + size), "latin1");
      if (!this.reader.read(shared, length, 101)) {
        return false;
      }
    }
    return true;
  }

  counted(): Record<string, number> {
    const counts: Record<string, number> = {};
    OPERATIONS.forEach((name, operation) => {
      OUTCOMES.forEach((outcome, index) => {
        const histogram = this.recorder.histogram(slotOf(operation, index));
        if (histogram !== undefined) {
          counts[`${name} ${outcome}`] = histogram.count;
          assert.equal(histogram.minNs, 1_000_000);
          assert.equal(histogram.maxNs, 1_000_000);
        }
      });
    });
    return counts;
  }
}

test("all kinds of replies at once, and in pieces of every size", () => {
  for (const size of [REPLIES.length, 1, 2, 3, 5, 7, 11, 13, 17, 31, 64, 100, 250]) {
    const fixture = new Fixture(ASKED);
    assert.ok(fixture.feed(REPLIES, size), `${size}: ${fixture.reader.violation}`);
    assert.equal(fixture.window.count, 0);
    assert.deepEqual(fixture.counted(), COUNTED, `pieces of ${size}`);
    assert.deepEqual(fixture.recorder.errors, [["SERVER_ERROR out of memory storing object", 1]]);
  }
});

test("cut in two at every byte", () => {
  for (let cut = 1; cut < REPLIES.length; cut++) {
    const fixture = new Fixture(ASKED);
    assert.ok(fixture.feed(REPLIES.slice(0, cut), cut) && fixture.feed(REPLIES.slice(cut), REPLIES.length), `${cut}`);
    assert.deepEqual(fixture.counted(), COUNTED, `cut at ${cut}`);
  }
});

test("latency is counted from the moment of the batch", () => {
  const window = new RequestWindow(4);
  const recorder = new Recorder();
  const reader = new ReplyReader(window, new ValueLine("k"), recorder);
  window.push(OPERATION.get, 1);
  window.stamp(10);
  window.push(OPERATION.get, 2);
  window.push(OPERATION.get, 3);
  window.stamp(12);
  const bytes = Buffer.from("END\r\nEND\r\nEND\r\n");
  assert.ok(reader.read(bytes, 10, 15));
  assert.ok(reader.read(bytes, 5, 20));
  const misses = recorder.histogram(slotOf(OPERATION.get, 1));
  assert.deepEqual([misses?.count, misses?.minNs, misses?.maxNs], [3, 3e6, 8e6]);
  assert.equal(misses?.meanNs, (5e6 + 3e6 + 8e6) / 3);
});

const VIOLATIONS: readonly (readonly [string, Asked, string, RegExp])[] = [
  ["another key", [["get", 1]], "VALUE k2 0 1\r\nx\r\nEND\r\n", /asked for get of key number 1, got "VALUE k2 0 1/],
  ["another prefix", [["get", 1]], "VALUE j1 0 1\r\nx\r\nEND\r\n", /asked for get/],
  ["a value longer than said", [["get", 1]], "VALUE k1 0 1\r\nxyz\r\nEND\r\n", /does not end where its length says/],
  ["no END", [["get", 1]], "VALUE k1 0 1\r\nx\r\nVALUE k1 0 1\r\nx\r\nEND\r\n", /instead of END|does not end/],
  ["a reply of another kind", [["set", 1]], "DELETED\r\n", /asked for set/],
  ["STORED for a get", [["get", 1]], "STORED\r\n", /asked for get/],
  ["a reply too many", [["get", 1]], "END\r\nEND\r\n", /nobody asked for/],
  ["HTTP", [["get", 1]], "HTTP/1.1 400 Bad Request\r\n\r\n", /HTTP/],
  ["redis", [["get", 1]], "-ERR unknown command\r\n", /-ERR/],
  ["control bytes", [["get", 1]], "\x1b[31m\r\n", /\\e\[31m|\\x1b/],
  ["a line without end", [["get", 1]], "x".repeat(5000), /more than 2048 bytes/],
];

for (const [what, asked, text, message] of VIOLATIONS) {
  test(`${what} breaks the protocol, in any pieces`, () => {
    for (const size of [text.length, 1, 3]) {
      const fixture = new Fixture(asked);
      assert.equal(fixture.feed(text, size), false, `pieces of ${size}`);
      assert.match(fixture.reader.violation ?? "", message);
    }
  });
}
