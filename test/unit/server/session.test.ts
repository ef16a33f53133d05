/** Sessions: the same replies however the bytes arrive, and nothing read from a client that does not read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UNSENT_BYTES_MAX } from "../../../src/server/limits.ts";
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
  assert.ok(harness.socket.writableLength < UNSENT_BYTES_MAX + 400_000);
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
  assert.ok(harness.socket.writableLength < UNSENT_BYTES_MAX + 400_000);
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
