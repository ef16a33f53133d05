/** protocol/reply-parser.ts: several replies in a row, and memory that follows what arrives. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expectation, Reply } from "../../../src/protocol/reply.ts";
import { ReplyParser } from "../../../src/protocol/reply-parser.ts";

test("pipelined replies of different shapes are read one by one from the same bytes", () => {
  const parser = new ReplyParser();
  const bytes = Buffer.from("STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n7\r\nVA 1\r\ny\r\nMN\r\nSTAT p 1\r\nEND\r\n");
  const expectations: Expectation[] = [
    { shape: "line" },
    { shape: "values", keys: ["a"] },
    { shape: "number" },
    { shape: "quietMeta", opaque: undefined },
    { shape: "stats" },
  ];
  let position = 0;
  const kinds: (Reply["kind"] | undefined)[] = [];
  for (const expectation of expectations) {
    parser.begin(expectation);
    position = parser.feed(bytes, position, bytes.length);
    kinds.push(parser.reply?.kind);
  }
  assert.deepEqual(kinds, ["line", "values", "number", "meta", "stats"]);
  assert.equal(position, bytes.length);
});

test("nothing is kept from one reply to the next", () => {
  const parser = new ReplyParser();
  const bytes = Buffer.from("VALUE a 0 1\r\nx\r\nEND\r\n");
  for (let round = 0; round < 3; round++) {
    parser.begin({ shape: "values", keys: ["a"] });
    parser.feed(bytes, 0, bytes.length);
    assert.ok(parser.reply?.kind === "values");
    assert.equal(parser.reply.entries.length, 1);
  }
});

test("a value announced as 1 GiB takes no more memory than what has arrived", () => {
  const before = process.memoryUsage().arrayBuffers;
  const parsers = Array.from({ length: 8 }, () => {
    const parser = new ReplyParser();
    parser.begin({ shape: "values", keys: ["a"] });
    const bytes = Buffer.from("VALUE a 0 1073741824\r\nxyz");
    parser.feed(bytes, 0, bytes.length);
    return parser;
  });
  const taken = process.memoryUsage().arrayBuffers - before;
  assert.ok(parsers.every((parser) => parser.reply === undefined && parser.fault === undefined));
  assert.ok(taken < 64 * 1024 * 1024, `${taken} bytes`);
});
