/** Whole lines through parseRequest: line reading, dispatch, noreply, HTTP probes; one table for each rule. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, verdict } from "../../../support/parse.ts";

function check(table: Readonly<Record<string, string>>): void {
  for (const [line, expected] of Object.entries(table)) {
    assert.equal(verdict(line), expected, JSON.stringify(line.slice(0, 60)));
  }
}

test("each verb is recognised by its whole lower-case word", () => {
  check({
    "get k\r\n": "get",
    "gets k\r\n": "gets",
    "gat 1 k\r\n": "gat",
    "gats 1 k\r\n": "gats",
    "set k 0 0 1\r\n": "set",
    "add k 0 0 1\r\n": "add",
    "replace k 0 0 1\r\n": "replace",
    "append k 0 0 1\r\n": "append",
    "prepend k 0 0 1\r\n": "prepend",
    "cas k 0 0 1 2\r\n": "cas",
    "delete k\r\n": "delete",
    "incr k 1\r\n": "incr",
    "decr k 1\r\n": "decr",
    "touch k 1\r\n": "touch",
    "flush_all\r\n": "flushAll",
    "version\r\n": "version",
    "verbosity 1\r\n": "verbosity",
    "stats\r\n": "stats",
    "quit\r\n": "quit",
    "shutdown\r\n": "shutdown",
    "slabs reassign 1 2\r\n": "slabs",
    "lru tune 1 2 3 4\r\n": "lru",
    "lru_crawler enable\r\n": "lruCrawler",
    "watch\r\n": "watch",
    "cache_memlimit 64\r\n": "cacheMemlimit",
    "refresh_certs\r\n": "refreshCerts",
    "debugtime 1\r\n": "debugtime",
    "debugitem ref k\r\n": "debugitem",
    "mg k\r\n": "metaGet",
    "ms k 1\r\n": "metaSet",
    "md k\r\n": "metaDelete",
    "ma k\r\n": "metaArithmetic",
    "me k\r\n": "metaDebug",
    "mn\r\n": "metaNoop",
  });
  for (const line of ["GET k\r\n", "getx k\r\n", "ge k\r\n", "setx k 0 0 1\r\n", "incrx k 1\r\n", "decr\tk 1\r\n"]) {
    assert.equal(verdict(line), "unknownCommand", line);
  }
  for (const line of ["deletex k\r\n", "touchx k 1\r\n", "toucx k 1\r\n", "mz k\r\n", "mgx k\r\n", "watches\r\n"]) {
    assert.equal(verdict(line), "unknownCommand", line);
  }
});

test("a line ends at LF and one CR before it is dropped", () => {
  check({
    "get k\n": "get",
    "version\n": "version",
    "set k 0 0 1\n": "set",
    "mg k v\n": "metaGet",
    "delete k\n": "delete",
  });
  assert.equal(parse("get k\r\r\n").key, "k\r");
  assert.equal(parse("mg k\r\r\n").key, "k\r");
  assert.equal(parse("get a\rb\r\n").key, "a\rb");
  assert.equal(parse("get a\tb\u0000c\r\n").key, "a\tb\u0000c");
  assert.equal(parse("version foo\r\n").used, 13);
});

test("lines shorter than four bytes are malformed", () => {
  check({ "\n": "badFormat", "\r\n": "badFormat", "a\n": "badFormat", "a\r\n": "badFormat", " \n": "badFormat" });
  check({ "mn\n": "badFormat", "ab\n": "badFormat", "abc\n": "unknownCommand", "ab\r\n": "unknownCommand" });
});

test("words may be apart by several spaces, but the verb comes first", () => {
  check({
    " get a\r\n": "unknownCommand",
    "    \r\n": "unknownCommand",
    " set k 0 0 1 noreply\r\n": "unknownCommand noreply",
    "set  k   0 0  1 \r\n": "set",
    "delete  k \r\n": "delete",
    "incr  k  5 \r\n": "incr",
    "mg  k  v \r\n": "metaGet",
    "ms  k  5  t \r\n": "metaSet",
  });
});

test("a line that is not complete waits for more", () => {
  for (const line of [
    "",
    "g",
    "get",
    "get k",
    "get k\r",
    "set k 0 0 1",
    "set k 0 0 1\r",
    "mg k v\r",
    "ms k",
    "foo",
    "\r",
  ]) {
    assert.equal(verdict(line), "more", JSON.stringify(line));
  }
  for (const line of [
    "delete",
    "delete k noreply\r",
    "touch",
    "touch k",
    "gat 1",
    "gat 1 k",
    "gat",
    "mn\r",
    "stats ",
  ]) {
    assert.equal(verdict(line), "more", JSON.stringify(line));
  }
});

test("more than 2048 bytes without a line end close the connection, unless a get or gets grows", () => {
  const spaces = " ".repeat(100);
  check({
    ["x".repeat(2048)]: "more",
    ["x".repeat(2049)]: "close",
    [`set ${"k".repeat(2045)}`]: "close",
    [`mg ${"k".repeat(2046)}`]: "close",
    [`ms k 5 ${"k".repeat(2046)}`]: "close",
    [`gat 1 ${"k".repeat(2046)}`]: "close",
    [`get ${"k".repeat(3000)}`]: "more",
    [`gets ${"k ".repeat(3000)}`]: "more",
    [`getx ${"k ".repeat(3000)}`]: "close",
    [`${spaces}get ${"k ".repeat(3000)}`]: "more",
    [`${spaces} get ${"k ".repeat(3000)}`]: "close",
    [`get ${"k ".repeat(8 * 1024 * 1024)}`]: "close",
  });
});

test("a complete line may be longer, up to memcached's read buffer; get and gets have no such limit", () => {
  check({
    [`version ${"x".repeat(16_000)}\r\n`]: "version",
    [`version ${"x".repeat(17_000)}\r\n`]: "close",
    [`mg k ${"v ".repeat(9000)}\r\n`]: "close",
    [`gat 1 ${"k ".repeat(9000)}\r\n`]: "close",
    [`get ${"k ".repeat(9000)}\r\n`]: "get",
    [`gets ${"k ".repeat(9000)}\r\n`]: "gets",
    // It may grow like a get, and is none.
    [` get ${"k ".repeat(9000)}\r\n`]: "unknownCommand",
  });
});

test("noreply is the last of the first 23 words, even of unknown commands", () => {
  check({
    "foo noreply\r\n": "unknownCommand noreply",
    "foo noreply bar\r\n": "unknownCommand",
    "noreply\r\n": "unknownCommand noreply",
    "delete noreply\r\n": "delete",
    "delete  noreply \r\n": "delete",
    "delete noreply noreply\r\n": "delete noreply",
    [`touch k 1 ${"x ".repeat(19)}noreply\r\n`]: "touch noreply",
    [`touch k 1 ${"x ".repeat(20)}noreply\r\n`]: "touch",
    "delete k x x noreply\r\n": "delete noreply",
    "delete k x x x noreply\r\n": "unknownCommand noreply",
    "delete k x x x x\r\n": "unknownCommand",
    "delete k norepl\r\n": "delete",
    "delete k noreplyx\r\n": "delete",
    "delete k noreply \r\n": "delete noreply",
    "get noreply\r\n": "get",
    "stats noreply\r\n": "stats",
    "version noreply\r\n": "version",
    "quit noreply\r\n": "quit",
    "mn noreply\r\n": "metaNoop",
  });
});

test("HTTP closes the connection without a word", () => {
  check({
    "GET / HTTP/1.1\r\n": "close",
    "HTTP/1.1\r\n": "close",
    "foo HTTP/\r\n": "close",
    "foo HTTP/1.1 bar\r\n": "unknownCommand",
    "foo HTTP\r\n": "unknownCommand",
    "get HTTP/1.1\r\n": "get",
    "delete HTTP/1.1\r\n": "delete",
  });
});

test("a meta verb without a key is malformed", () => {
  check({
    "mg\r\n": "badFormat",
    "me\r\n": "badFormat",
    "ms \r\n": "badFormat",
    "mg  \r\n": "badFormat",
    "ma\t\r\n": "unknownCommand",
  });
});
