/** The log of -vv: memcached's lines, escaped and cut, and only at that level. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReplyBuffer } from "../../../src/protocol/reply-buffer.ts";
import { CONNECTION_STATE } from "../../../src/server/connection-table.ts";
import { SharedState } from "../../../src/server/shared-state.ts";
import { Trace } from "../../../src/server/trace.ts";

function createTrace(verbosity: number): { trace: Trace; lines: string[]; state: SharedState } {
  const state = new SharedState(SharedState.create(1));
  state.verbosity = verbosity;
  const lines: string[] = [];
  return { trace: new Trace(state, (line) => lines.push(line)), lines, state };
}

function replyOf(...texts: string[]): ReplyBuffer {
  const reply = new ReplyBuffer();
  for (const text of texts) {
    reply.appendText(text);
  }
  return reply;
}

test("requests are logged without the end of their line, replies by their last line", () => {
  const { trace, lines } = createTrace(2);
  const request = Buffer.from("xxget a\r\nget b\r\n");
  trace.request(31, request, 2, 9);
  const reply = replyOf("STORED\r\n", "END\r\n");
  trace.reply(31, reply, 8);
  trace.reply(31, reply, reply.length);
  assert.deepEqual(lines, ["<31 get a", ">31 END"]);
});

test("values are logged by their keys alone, also one that is sent from its own memory", () => {
  const { trace, lines } = createTrace(2);
  const reply = replyOf("VALUE a 0 9 77\r\nVALUE x 1\r\nVALUE big 0 30000\r\n");
  reply.attach([Buffer.alloc(30_002)], 1);
  reply.appendText("VALUE b 0 0\r\n\r\nEND\r\n");
  trace.reply(31, reply, 0);
  assert.deepEqual(lines, [">31 sending key a", ">31 sending key big", ">31 sending key b", ">31 END"]);
});

test("replies of meta commands and statistics stay out of the log, mn and errors do not", () => {
  const { trace, lines } = createTrace(2);
  for (const line of ["HD", "VA 2 t1\r\nhi", "EN", "NF", "NS", "EX", "ME a exp=-1", "STAT pid 1\r\nEND", "MN", "OK"]) {
    trace.reply(31, replyOf(`${line}\r\n`), 0);
  }
  trace.reply(31, replyOf("CLIENT_ERROR bad data chunk\r\n"), 0);
  assert.deepEqual(lines, [">31 MN", ">31 OK", ">31 CLIENT_ERROR bad data chunk"]);
});

function binaryReply(opcode: number, status: number, text: string): ReplyBuffer {
  const header = Buffer.alloc(24);
  header.writeUInt16BE(0x8100 | opcode, 0);
  header.writeUInt16BE(status, 6);
  header.writeUInt32BE(text.length, 8);
  return replyOf(header.toString("latin1"), text);
}

test("binary replies are logged by their header, errors by their text before it; statistics not at all", () => {
  const { trace, lines } = createTrace(2);
  trace.binaryReply(31, binaryReply(0x10, 0, "1"), 0);
  trace.binaryReply(31, binaryReply(0x00, 0, ""), 24);
  assert.deepEqual(lines, []);
  trace.binaryReply(31, binaryReply(0x00, 1, "Not found"), 0);
  assert.deepEqual(lines, [
    ">31 Writing an error: Not found",
    ">31 Writing bin response:",
    ">31   0x81 0x00 0x00 0x00",
    ">31   0x00 0x00 0x00 0x01",
    ">31   0x00 0x00 0x00 0x09",
    ...Array.from({ length: 3 }, () => ">31   0x00 0x00 0x00 0x00"),
  ]);
});

test("bytes of a client never reach the log raw, nor without end", () => {
  const { trace, lines } = createTrace(2);
  const line = Buffer.from(`get \x1b[31m${"k".repeat(400)}\n`);
  trace.request(7, line, 0, line.length);
  assert.equal(lines[0], `<7 get \\e[31m${"k".repeat(291)}...`);
});

test("connections are logged from level 2 on, which may change at any time", () => {
  const { trace, lines, state } = createTrace(1);
  trace.opened(5, "auto");
  assert.equal(trace.isOn, false);
  state.verbosity = 2;
  trace.opened(5, "auto");
  trace.negotiated(5, "ascii");
  trace.opened(6, "binary");
  trace.opened(7, "ascii");
  trace.stateChanged(5, CONNECTION_STATE.conn_read, CONNECTION_STATE.conn_nread);
  trace.closed(5);
  assert.deepEqual(lines, [
    "<5 new auto-negotiating client connection",
    "5: Client using the ascii protocol",
    "<6 new binary client connection.",
    "<7 new ascii client connection.",
    "<5 connection closed.",
  ]);
});

test("-vvv: what a connection does is logged when it changes", () => {
  const { trace, lines } = createTrace(3);
  trace.stateChanged(5, CONNECTION_STATE.conn_read, CONNECTION_STATE.conn_parse_cmd);
  trace.stateChanged(5, CONNECTION_STATE.conn_read, CONNECTION_STATE.conn_read);
  assert.deepEqual(lines, ["5: going from conn_read to conn_parse_cmd"]);
});
