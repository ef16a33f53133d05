/** The log of -vv: first lines, escaped and cut, and only at that level. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SharedState } from "../../../src/server/shared-state.ts";
import { Trace } from "../../../src/server/trace.ts";

function createTrace(verbosity: number): { trace: Trace; lines: string[]; state: SharedState } {
  const state = new SharedState(SharedState.create(1));
  state.verbosity = verbosity;
  const lines: string[] = [];
  return { trace: new Trace(state, (line) => lines.push(line)), lines, state };
}

test("requests and replies are logged by their first line, without its end", () => {
  const { trace, lines } = createTrace(2);
  const request = Buffer.from("xxget a\r\nget b\r\n");
  trace.request(31, request, 2, 9);
  const reply = Buffer.from("VALUE a 0 1\r\nx\r\nEND\r\n");
  trace.reply(31, reply, 0, reply.length);
  trace.reply(31, reply, 5, 5);
  assert.deepEqual(lines, ["<31 get a", ">31 VALUE a 0 1"]);
});

test("bytes of a client never reach the log raw, nor without end", () => {
  const { trace, lines } = createTrace(2);
  const line = Buffer.from(`get \x1b[31m${"k".repeat(400)}\n`);
  trace.request(7, line, 0, line.length);
  assert.equal(lines[0], `<7 get \\e[31m${"k".repeat(291)}...`);
});

test("connections are logged from level 2 on, which may change at any time", () => {
  const { trace, lines, state } = createTrace(1);
  trace.opened(5);
  assert.equal(trace.isOn, false);
  state.verbosity = 2;
  trace.opened(5);
  trace.closed(5);
  assert.deepEqual(lines, ["<5 new client connection", "<5 connection closed."]);
});
