/** Watching what an engine does, without sockets. */
import assert from "node:assert/strict";
import { OUTCOME } from "../../src/engine/outcome.ts";
import type { ReplyStream } from "../../src/engine/reply-stream.ts";
import { ReplyBuffer } from "../../src/protocol/reply-buffer.ts";
import type { EngineHarness } from "./engine-harness.ts";

/** Watches, and returns what gives the lines of the commands run since, without time and gid. */
export function watchEngine(harness: EngineHarness, types: string): () => string[] {
  assert.equal(harness.run(`watch ${types}\r\n`), "OK\r\n");
  assert.equal(harness.outcome, OUTCOME.stream);
  const stream: ReplyStream = harness.engine.takeStream();
  return () => {
    harness.collector.collect(10_000);
    const reply = new ReplyBuffer();
    stream.fill(reply);
    const text = reply.bytes.toString("latin1", 0, reply.length);
    const lines = text.split("\n").slice(0, -1);
    return lines.map((line) => line.replace(/^ts=\d+\.\d+ gid=\d+ type=/, ""));
  };
}
