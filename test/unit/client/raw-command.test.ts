/** client/raw-command.ts: what a typed line is expected to answer, and the lines that would put a connection out of step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { prepareRawCommand } from "../../../src/client/raw-command.ts";
import { RequestBuffer } from "../../../src/protocol/request-buffer.ts";

function sent(line: string, value?: string): string {
  const buffer = new RequestBuffer();
  prepareRawCommand(line, value === undefined ? undefined : Buffer.from(value)).encode(buffer);
  return Buffer.concat(buffer.pieces()).toString();
}

function shape(line: string, value?: string): string {
  return prepareRawCommand(line, value === undefined ? undefined : Buffer.from(value)).expectation.shape;
}

test("the reply that a line expects", () => {
  assert.equal(shape("get a b"), "values");
  assert.equal(shape("incr a 1"), "number");
  assert.equal(shape("incr a 1 noreply"), "noreply");
  assert.equal(shape("get noreply"), "values");
  assert.equal(shape("stats items"), "stats");
  assert.equal(shape("mg a v"), "meta");
  assert.equal(shape("mg a v q"), "quietMeta");
  assert.equal(shape("ms q 1", "x"), "meta");
  assert.equal(shape("mn q"), "meta");
  assert.equal(shape("lru_crawler metadump all"), "dump");
  assert.equal(shape("lru_crawler crawl all"), "line");
  assert.equal(shape("quit"), "close");
  assert.equal(shape("config get cluster"), "values");
  const { expectation } = prepareRawCommand("gat 0  a  b", undefined);
  assert.deepEqual(expectation.shape === "values" ? expectation.keys.map(String) : [], ["a", "b"]);
});

test("the line and the value are sent as they are, silent commands with a fence behind them", () => {
  assert.equal(sent("get  a"), "get  a\r\n");
  assert.equal(sent("set k 0 0 2", "hi"), "set k 0 0 2\r\nhi\r\n");
  assert.equal(sent("set k 0 0 2 noreply", "hi"), "set k 0 0 2 noreply\r\nhi\r\nversion\r\n");
  assert.equal(sent("md k q"), "md k q\r\nmn\r\n");
});

test("only reads may be sent again", () => {
  const reads = ["get a", "gets a", "stats", "version", "mg a v", "me a", "mn"];
  const others = [
    "gat 0 a",
    "delete a",
    "mg a N30",
    "mg a T30",
    "mg a v q",
    "stats reset",
    "stats detail on",
    "flush_all",
  ];
  assert.deepEqual(
    reads.filter((line) => !prepareRawCommand(line, undefined).isRead),
    [],
  );
  assert.deepEqual(
    others.filter((line) => prepareRawCommand(line, undefined).isRead),
    [],
  );
});

test("lines that cannot be sent", () => {
  const BAD: readonly (readonly [string, string | undefined, RegExp])[] = [
    ["", undefined, /no command/],
    [" get a", undefined, /no command/],
    ["get a\r\nflush_all", undefined, /one line/],
    ["get a\nflush_all", undefined, /one line/],
    ["set k 0 0 3", undefined, /needs a value/],
    ["set k 0 0 3", "four", /length of the value is 4 bytes, but the command says "3"/],
    ["set k 0 0", "", /says ""/],
    ["ms k -1", "", /says "-1"/],
    ["get k", "value", /takes no value/],
    ["watch fetchers", undefined, /never ends/],
  ];
  for (const [line, value, message] of BAD) {
    const run = (): unknown => prepareRawCommand(line, value === undefined ? undefined : Buffer.from(value));
    assert.throws(run, { code: "USAGE", message }, line);
  }
});
