/** Sessions: the same replies however the bytes arrive, and nothing read from a client that does not read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { REPLY_PAUSE_BYTES } from "../../../src/protocol/limits.ts";
import { SCARCE_PAUSE_BYTES, STALLED_MS_MAX, UNSENT_BYTES_MAX } from "../../../src/server/limits.ts";
import { COUNTER } from "../../../src/stats/counter-names.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { SessionHarness } from "../../support/session-harness.ts";

const LARGE = "0123456789".repeat(7_000);

const CONVERSATION = [
  "set a 1 0 5\r\nhello\r\n",
  "get a b\r\n",
  `set large 2 0 ${LARGE.length}\r\n${LARGE}\r\n`,
  "gets large a\r\n",
  "set k 0 0 3 noreply\r\nabc\r\n",
  "set bad 0 0 3\r\nabcdefg\r\n",
  "set over 0 abc 4\r\nskip\r\n",
  `add huge 0 0 ${LARGE.length}\r\n${LARGE}xx`,
  "ms m 2 c k O7 s\r\nhi\r\n",
  `ms m ${LARGE.length} q k O8\r\n${LARGE}\r\n`,
  "mg m s f\r\n",
  `get${" a k".repeat(200)}\r\n`,
  "incr k 1\r\n",
  "delete a\r\n",
  "mn\r\n",
].join("");

function replies(pieces: readonly number[]): string {
  const harness = new SessionHarness();
  let at = 0;
  let turn = 0;
  while (at < CONVERSATION.length) {
    const length = pieces[turn++ % pieces.length] as number;
    harness.feed(CONVERSATION.slice(at, at + length));
    at += length;
  }
  harness.session.onClose();
  assert.deepEqual(checkInvariants(harness.engine.store).problems, []);
  return harness.socket.text;
}

const WHOLE = replies([60_000]);

test("the conversation answers what it should", () => {
  assert.ok(WHOLE.startsWith("STORED\r\nVALUE a 1 5\r\nhello\r\nEND\r\nSTORED\r\nVALUE large 2 70000 3\r\n"));
  assert.ok(WHOLE.includes("CLIENT_ERROR bad data chunk\r\n"));
  assert.ok(WHOLE.endsWith("DELETED\r\nMN\r\n"));
});

test("replies do not depend on how the bytes were cut", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 12 }), (pieces) => {
      assert.equal(replies(pieces), WHOLE);
    }),
    { numRuns: 40, seed: 20261122 },
  );
  assert.equal(replies([1, 2, 3, 5, 7]), WHOLE);
});

test("a client that does not take its replies is not read from, and nothing is lost once it does", () => {
  const harness = new SessionHarness();
  harness.feed(`set large 0 0 ${LARGE.length}\r\n${LARGE}\r\n`);
  harness.socket.stuck = true;
  const asked = 40;
  assert.equal(harness.feed("get large\r\n".repeat(asked)), false);
  assert.equal(harness.socket.paused, true);
  assert.equal(harness.state, "conn_mwrite");
  assert.ok(harness.socket.writableLength < 2 * REPLY_PAUSE_BYTES + 100_000);
  while (harness.socket.paused) {
    harness.socket.drain();
    harness.session.onDrain();
  }
  harness.socket.drain();
  assert.equal(harness.socket.text, `STORED\r\n${`VALUE large 0 70000\r\n${LARGE}\r\nEND\r\n`.repeat(asked)}`);
  harness.session.onClose();
  harness.engine.run("delete large\r\n");
  assert.deepEqual(checkInvariants(harness.engine.store).problems, []);
});

test("one line with very many keys is answered in parts", () => {
  const harness = new SessionHarness();
  harness.feed(`set large 0 0 ${LARGE.length}\r\n${LARGE}\r\n`);
  harness.socket.stuck = true;
  harness.feed(`gets${" large".repeat(100)}\r\nmn\r\n`);
  assert.ok(harness.socket.writableLength < 2 * REPLY_PAUSE_BYTES + 100_000);
  while (harness.socket.paused) {
    harness.socket.drain();
    harness.session.onDrain();
  }
  assert.equal(harness.socket.text, `STORED\r\n${`VALUE large 0 70000 2\r\n${LARGE}\r\n`.repeat(100)}END\r\nMN\r\n`);
});

test("a line that never ends closes the connection without a word", () => {
  const harness = new SessionHarness();
  harness.feed("x".repeat(3000));
  assert.equal(harness.socket.ended, true);
  assert.equal(harness.socket.text, "");
  harness.feed("get a\r\n");
  assert.equal(harness.socket.text, "");
});

test("states: reading, in the middle of a value, skipping one", () => {
  const harness = new SessionHarness();
  harness.feed("get a\r\n");
  assert.equal(harness.state, "conn_read");
  harness.feed("set a 0 0 10\r\n123");
  assert.equal(harness.state, "conn_nread");
  harness.feed("4567890\r\nset a abc 0 10\r\n123");
  assert.equal(harness.state, "conn_swallow");
  harness.session.onClose();
  assert.equal(harness.state, undefined);
});

/** Lets sessions that gave way go on. */
async function othersTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test("a long pipeline is executed in turns, and no reply is lost or out of order", async () => {
  const harness = new SessionHarness();
  harness.msPerLook = 1000;
  const pipeline = "set a 0 0 1\r\nA\r\nget a b\r\nincr n 1\r\nstats reset\r\n".repeat(200);
  assert.equal(harness.feed(pipeline), false);
  assert.equal(harness.socket.paused, true);
  let turns = 1;
  while (harness.socket.paused) {
    await othersTurn();
    turns++;
  }
  assert.ok(turns > 5, `${turns} turns`);
  assert.equal(harness.socket.text, "STORED\r\nVALUE a 0 1\r\nA\r\nEND\r\nNOT_FOUND\r\nRESET\r\n".repeat(200));
});

test("a client that writes more than it reads has its turns while it is not far behind", async () => {
  const harness = new SessionHarness();
  harness.msPerLook = 1000;
  harness.socket.stuck = true;
  const sets = 3000;
  for (let sent = 0; sent < sets; sent += 500) {
    harness.feed("set a 0 0 1\r\nA\r\n".repeat(500));
    for (let turns = 0; harness.socket.paused && turns < 1000; turns++) {
      await othersTurn();
    }
  }
  assert.ok(harness.socket.writableNeedDrain);
  assert.equal(harness.socket.text.length, sets * "STORED\r\n".length);
});

test("one line of misses is looked up in turns", async () => {
  const harness = new SessionHarness();
  harness.msPerLook = 1000;
  harness.feed(`get${" k".repeat(20_000)}\r\nmn\r\n`);
  assert.equal(harness.socket.text, "");
  let turns = 1;
  while (harness.socket.paused) {
    await othersTurn();
    turns++;
  }
  const { values } = harness.engine.engine.counters;
  assert.ok(turns > 30 && values[COUNTER.conn_yields] === turns - 1, `${turns} turns`);
  assert.equal(values[COUNTER.get_misses], 20_000);
  assert.equal(harness.socket.text, "END\r\nMN\r\n");
});

test("a connection that is closed while it gives way stays closed", async () => {
  const harness = new SessionHarness();
  harness.msPerLook = 1000;
  harness.feed("get a\r\n".repeat(1000));
  harness.session.close();
  harness.session.onClose();
  const { length } = harness.socket.text;
  await othersTurn();
  assert.equal(harness.socket.text.length, length);
});

test("a long line may come in any pieces; only so much of it is held for all connections together", () => {
  const keys = " k".repeat(40_000);
  const harness = new SessionHarness(keys.length);
  harness.feed("set k 0 0 1\r\nK\r\n");
  for (let round = 0; round < 3; round++) {
    harness.feed(`get${keys}`, 1000);
    harness.feed("\r\nmn\r\nmn", 1);
    harness.feed("\r\n");
  }
  assert.equal(
    harness.socket.text,
    `STORED\r\n${`${"VALUE k 0 1\r\nK\r\n".repeat(40_000)}END\r\nMN\r\nMN\r\n`.repeat(3)}`,
  );
  assert.equal(harness.socket.ended, false);
  harness.feed(`get${keys}${keys}`, 1000);
  assert.equal(harness.socket.ended, true);
});

test("a client that does not take its replies is given a time, which ends when it does", () => {
  const harness = new SessionHarness();
  harness.feed(`set large 0 0 ${LARGE.length}\r\n${LARGE}\r\n`);
  harness.socket.stuck = true;
  harness.feed("get large\r\n".repeat(8));
  assert.equal(harness.socket.timeoutMs, STALLED_MS_MAX);
  harness.socket.stuck = false;
  harness.socket.drain();
  harness.session.onDrain();
  assert.equal(harness.socket.timeoutMs, 0);
  harness.socket.stuck = true;
  harness.feed("get large\r\nquit\r\n");
  harness.session.close();
  assert.equal(harness.socket.timeoutMs, STALLED_MS_MAX);
});

test("many small replies to a client that does not read hold no more than themselves, and stop", () => {
  const harness = new SessionHarness();
  harness.feed(`set medium 0 0 15000\r\n${"m".repeat(15_000)}\r\n`);
  harness.socket.stuck = true;
  let count = 0;
  while (harness.feed("mn\r\n")) {
    count++;
    assert.ok(count < 10_000);
    if (count === 200) {
      assert.equal(harness.socket.paused, false);
      harness.feed("get medium\r\n");
    }
  }
  assert.equal(harness.socket.paused, true);
  const held = new Set(harness.socket.views.map((view) => view.buffer));
  const heldBytes = [...held].reduce((sum, buffer) => sum + buffer.byteLength, 0);
  assert.ok(heldBytes < 128 * 1024, `${heldBytes} bytes`);
});

test("with verbosity 2 requests and the last lines of their replies are logged, in order", () => {
  const harness = new SessionHarness();
  harness.feed("get a\r\n");
  harness.shared.verbosity = 2;
  harness.feed("set a 0 0 1\r\nx\r\nget a\r\nset b 0 0 1 noreply\r\ny\r\nmg b v\r\n");
  assert.deepEqual(harness.log, [
    "<1 set a 0 0 1",
    ">1 STORED",
    "<1 get a",
    ">1 sending key a",
    ">1 END",
    "<1 set b 0 0 1 noreply",
    "<1 mg b v",
  ]);
});

test("with verbosity 3 it is logged what the connection does, and its protocol once it is known", () => {
  const harness = new SessionHarness();
  harness.shared.verbosity = 3;
  harness.feed("mn\r\nset a 0 0 10\r\n12345");
  harness.feed("67890\r\n");
  assert.deepEqual(harness.log, [
    "1: going from conn_read to conn_parse_cmd",
    "1: Client using the ascii protocol",
    "<1 mn",
    ">1 MN",
    "<1 set a 0 0 10",
    "1: going from conn_parse_cmd to conn_nread",
    "1: going from conn_nread to conn_parse_cmd",
    ">1 STORED",
    "1: going from conn_parse_cmd to conn_read",
  ]);
});

test("while much waits for other clients, a client that does not read is held short, whatever it asks with", () => {
  for (const requests of ["get v\r\n".repeat(1000), `get${" v".repeat(1000)}\r\n`]) {
    const harness = new SessionHarness();
    harness.feed(`set v 0 0 1000\r\n${"v".repeat(1000)}\r\n`);
    harness.unsentBudget.change(UNSENT_BYTES_MAX);
    harness.socket.stuck = true;
    harness.feed("get v\r\n".repeat(20));
    assert.equal(harness.unsentBudget.isScarce, true);
    harness.feed(requests);
    assert.ok(harness.socket.paused && harness.socket.writableLength < 3 * SCARCE_PAUSE_BYTES);
    assert.ok(
      harness.socket.views.slice(2).every((view) => view.length === view.buffer.byteLength),
      "no spare room",
    );
    harness.socket.drain();
    assert.equal(harness.unsentBudget.isScarce, true, "it was sent more at once");
    harness.session.onClose();
    assert.equal(harness.unsentBudget.isScarce, false);
    assert.equal(harness.engine.reply.pauseBytes, REPLY_PAUSE_BYTES);
  }
});

test("a bug in a request costs its connection and nothing else", () => {
  const harness = new SessionHarness();
  const { engine } = harness.context;
  const { execute } = engine;
  engine.execute = () => {
    throw new RangeError("planted");
  };
  assert.equal(harness.feed("set a 0 0 1\r\nx\r\nget a\r\nget a\r\n"), false);
  assert.equal(harness.socket.destroyed, true);
  assert.equal(harness.socket.text, "");
  assert.match(harness.log.join("\n"), /^<1 given up because of a bug of memtool: RangeError: planted/);
  harness.session.onClose();
  engine.execute = execute;
  assert.equal(harness.engine.run("get a\r\n"), "VALUE a 0 1\r\nx\r\nEND\r\n");
});

test("a bug while a connection ends does not keep it open", () => {
  const harness = new SessionHarness();
  harness.feed("set a 0 0 100000\r\nx");
  harness.engine.store.discard = () => {
    throw new RangeError("planted");
  };
  harness.session.onClose();
  assert.deepEqual(harness.connections.rows(), []);
  assert.match(harness.log.join("\n"), /RangeError: planted/);
});

const SMUGGLED = "flush_all\r\nget kept\r\n";
for (const [what, request, error] of [
  ["a length that is no number", `set a 0 0 x\r\n${SMUGGLED}`, "CLIENT_ERROR bad command line format\r\n"],
  ["a meta length that is none", `ms a x\r\n${SMUGGLED}`, "CLIENT_ERROR bad command line format\r\n"],
  ["a value that goes on", `set a 0 0 1\r\nxyz${SMUGGLED}`, "CLIENT_ERROR bad data chunk\r\n"],
  ["a value that goes on, unanswered", `set a 0 0 1 noreply\r\nxyz${SMUGGLED}`, ""],
  [
    "a large value that goes on",
    `set a 0 0 ${LARGE.length}\r\n${LARGE}xy${SMUGGLED}`,
    "CLIENT_ERROR bad data chunk\r\n",
  ],
] as const) {
  for (const pieceLength of [16_000, 1]) {
    test(`strict framing: ${what} ends the connection (reads of ${pieceLength})`, () => {
      const kept = "set kept 0 0 1\r\nk\r\n";
      const strict = new SessionHarness(undefined, { strictFraming: true });
      strict.feed(`${kept}${request}`, pieceLength);
      assert.equal(strict.socket.text, `STORED\r\n${error}`);
      assert.equal(strict.socket.ended, true);
      assert.equal(strict.engine.run("get kept\r\n"), "VALUE kept 0 1\r\nk\r\nEND\r\n");
      const usual = new SessionHarness();
      usual.feed(`${kept}${request}`, pieceLength);
      assert.equal(usual.socket.ended, false);
      assert.ok(usual.socket.text.endsWith("OK\r\nEND\r\n"), "without it they run, as in memcached");
    });
  }
}

test("strict framing: refused lines whose data block is known are skipped as ever", () => {
  const harness = new SessionHarness(undefined, { strictFraming: true });
  harness.feed(`set ${"k".repeat(251)} 0 0 4\r\nskip\r\nset a x 0 4\r\nskip\r\nms a 4 MX\r\nskip\r\nwhat\r\nmn\r\n`);
  assert.ok(harness.socket.text.endsWith("ERROR\r\nMN\r\n"));
  assert.equal(harness.socket.ended, false);
});
