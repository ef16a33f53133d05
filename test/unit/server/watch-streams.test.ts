/** The streams of watchers: woken when there are lines, filled in parts, and gone without a trace. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ReplyStream, STREAM_STEP } from "../../../src/engine/reply-stream.ts";
import { ReplyBuffer } from "../../../src/protocol/reply-buffer.ts";
import { WatchStreams } from "../../../src/server/watch-streams.ts";
import { LOG_TYPE, LOOKUP_STATUS } from "../../../src/stats/log/log-types.ts";
import { keyBytes, WatchedLog } from "../../support/watched-log.ts";

function open(streams: WatchStreams): ReplyStream {
  const stream = streams.open(LOG_TYPE.fetchers);
  if (typeof stream === "string") {
    throw new Error(stream);
  }
  return stream;
}

function lookUp(watched: WatchedLog, count: number): void {
  for (let index = 0; index < count; index++) {
    watched.log.lookup(keyBytes("k".repeat(200)), LOOKUP_STATUS.notFound, 0, 0);
  }
  watched.collector.collect(count);
}

test("a stream that waits is woken once, when there is a line", async () => {
  const watched = new WatchedLog();
  const stream = open(new WatchStreams(watched.memory));
  const reply = new ReplyBuffer();
  assert.equal(stream.fill(reply), STREAM_STEP.waiting);
  assert.equal(reply.length, 0);
  const woken = new Promise<void>((resolve) => stream.onWake(resolve));
  // The timer that looks for lines keeps no process alive; this one does, for as long as the test takes.
  const alive = setInterval(() => {}, 1000);
  lookUp(watched, 1);
  await woken;
  clearInterval(alive);
  assert.equal(stream.fill(reply), STREAM_STEP.waiting);
  assert.match(reply.bytes.toString("latin1", 0, reply.length), /^ts=.* type=item_get key=k{200} .*\n$/);
  stream.close();
});

test("much comes in parts of 64 KiB", () => {
  const watched = new WatchedLog(1024 * 1024, 1024 * 1024);
  const stream = open(new WatchStreams(watched.memory));
  lookUp(watched, 600);
  const reply = new ReplyBuffer();
  assert.equal(stream.fill(reply), STREAM_STEP.more);
  assert.ok(reply.length >= 64 * 1024 && reply.length < 66 * 1024);
  let step: number = STREAM_STEP.more;
  while (step === STREAM_STEP.more) {
    step = stream.fill(reply);
  }
  assert.equal(reply.bytes.toString("latin1", 0, reply.length).split("\n").length, 601);
});

test("a closed stream is not woken any more, and its threads log no longer", () => {
  const watched = new WatchedLog();
  const stream = open(new WatchStreams(watched.memory));
  stream.onWake(() => assert.fail("nobody waits"));
  stream.close();
  assert.ok(!watched.log.wants(LOG_TYPE.fetchers));
});
