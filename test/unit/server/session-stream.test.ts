/** Replies that go on by themselves: sent only as fast as the client takes them, and ended with the connection. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ReplyStream, STREAM_STEP, type StreamStep } from "../../../src/engine/reply-stream.ts";
import { REPLY_PAUSE_BYTES } from "../../../src/protocol/limits.ts";
import type { ReplyBuffer } from "../../../src/protocol/reply-buffer.ts";
import { SessionHarness } from "../../support/session-harness.ts";

const PART = Buffer.from("x".repeat(60_000));

/** Sends `parts` parts and then waits or ends. */
class Parts implements ReplyStream {
  readonly isEndless: boolean;
  parts: number;
  closed = 0;
  wake: (() => void) | undefined;

  constructor(parts: number, isEndless: boolean) {
    this.parts = parts;
    this.isEndless = isEndless;
  }

  fill(reply: ReplyBuffer): StreamStep {
    if (this.parts > 0) {
      this.parts--;
      reply.append(PART);
      return STREAM_STEP.more;
    }
    return this.isEndless ? STREAM_STEP.waiting : STREAM_STEP.done;
  }

  onWake(wake: () => void): void {
    this.wake = wake;
  }

  close(): void {
    this.closed++;
  }
}

test("a client that does not read holds the stream up, and its next command waits for the end", () => {
  const harness = new SessionHarness();
  const stream = new Parts(50, false);
  harness.socket.stuck = true;
  harness.session.startStream(stream);
  harness.feed("mn\r\n");
  assert.ok(stream.parts > 30, "most is still to come");
  assert.ok(harness.socket.writableLength < REPLY_PAUSE_BYTES + 2 * PART.length);
  while (harness.socket.paused) {
    harness.socket.drain();
    harness.session.onDrain();
  }
  harness.socket.drain();
  assert.equal(stream.closed, 1);
  assert.equal(harness.socket.text, `${PART.toString().repeat(50)}MN\r\n`);
});

test("an endless stream throws away what the client says, wakes up, and ends with the connection", () => {
  const harness = new SessionHarness();
  const stream = new Parts(1, true);
  harness.session.startStream(stream);
  assert.equal(harness.feed("mn\r\n"), true);
  harness.feed("get a\r\n");
  assert.equal(harness.socket.text, PART.toString());
  stream.parts = 2;
  stream.wake?.();
  assert.equal(harness.socket.text.length, 3 * PART.length);
  harness.session.onClose();
  assert.equal(stream.closed, 1);
  stream.wake?.();
  assert.equal(harness.socket.text.length, 3 * PART.length);
});

test("an endless stream that wakes while a little waits to be taken is not forgotten", () => {
  const harness = new SessionHarness();
  const stream = new Parts(1, true);
  harness.socket.stuck = true;
  harness.session.startStream(stream);
  harness.feed("mn\r\n");
  assert.ok(harness.socket.writableNeedDrain, "the socket wants a drain, but the client is not far behind");
  stream.parts = 1;
  stream.wake?.();
  assert.equal(harness.socket.text.length, 2 * PART.length);
});

test("a connection that watches says so", () => {
  const harness = new SessionHarness();
  harness.session.startStream(new Parts(0, true));
  harness.feed("mn\r\n");
  assert.equal(harness.state, "conn_watch");
});
