/** Replies as text: for people with notes, for pipes plain; nothing unsafe in either. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Reply, ValueEntry } from "../../../src/protocol/reply.ts";
import { formatPlain, formatReply } from "../../../src/repl/format.ts";
import { parseLine, type Request } from "../../../src/repl/parse-line.ts";
import { fullText, plainLines } from "../../../src/repl/segments.ts";

function request(line: string): Request {
  const parsed = parseLine(line);
  return parsed.kind === "request" ? parsed : assert.fail(`no request: ${line}`);
}

function item(key: string, value: string, cas?: bigint, flags = 0): ValueEntry {
  return { key, flags, cas, value: Buffer.from(value, "latin1") };
}

function values(...entries: ValueEntry[]): Reply {
  return { kind: "values", entries };
}

function shown(reply: Reply, line: string): string[] {
  return formatReply(reply, request(line), 80).map(fullText);
}

function plain(reply: Reply, line: string): string {
  return plainLines(formatPlain(reply, request(line)));
}

describe("for people", () => {
  const cases: readonly [string, Reply, string, string[]][] = [
    ["a value", values(item("a", 'x"y')), "get a", ['"x\\"y"']],
    ["a miss", values(), "get a", ["(miss)"]],
    ["several", values(item("bb", "2", 7n, 3)), "gets a bb", ["a   (miss)", 'bb  "2"  cas 7  flags 3']],
    ["a key twice", values(item("a", "1"), item("a", "1")), "get a a", ['a  "1"', 'a  "1"']],
    ["escape sequences", values(item("a", "\x1b[31mred\x07\xff")), "get a", ['"\\e[31mred\\x07\\xff"']],
    ["a number", { kind: "number", value: 18446744073709551615n }, "incr n 1", ["18446744073709551615"]],
    ["STORED", { kind: "line", text: "STORED" }, 'set a 0 0 "x"', ["STORED"]],
    ["NOT_FOUND", { kind: "line", text: "NOT_FOUND" }, "delete a", ["NOT_FOUND  no such item"]],
    ["an unsafe line", { kind: "line", text: "OK\x1b[2J" }, "delete a", ["OK\\e[2J"]],
    ["unknown", { kind: "error", error: "ERROR", text: "" }, "gett a", ["ERROR  did you mean get?"]],
    ["SCAN", { kind: "error", error: "ERROR", text: "" }, "SCAN", ["ERROR  did you mean keys?"]],
    [
      "words missing",
      { kind: "error", error: "ERROR", text: "" },
      "touch n",
      ["ERROR  the form is touch key exptime [noreply]"],
    ],
    [
      "a command the server lacks",
      { kind: "error", error: "ERROR", text: "" },
      "lru_crawler metadump all",
      ["ERROR  this server does not know the command, or not this form"],
    ],
    [
      "1.6.45, too few words",
      { kind: "error", error: "CLIENT_ERROR", text: "bad command line format" },
      "get",
      ["CLIENT_ERROR bad command line format  the form is get key [key...]"],
    ],
    [
      "1.6.45, unknown",
      { kind: "error", error: "CLIENT_ERROR", text: "bad command line format" },
      "?",
      ["CLIENT_ERROR bad command line format  did you mean help?"],
    ],
    ["refused", { kind: "error", error: "CLIENT_ERROR", text: "bad" }, "get a", ["CLIENT_ERROR bad"]],
    ["no reply", { kind: "none" }, "delete a noreply", ["(sent; no reply was asked for)"]],
    ["lines", { kind: "lines", lines: ["key=a "] }, "lru_crawler metadump all", ["key=a ", "(1 line)"]],
    ["version", { kind: "version", version: "1.6\x1b" }, "version", ["1.6\\e"]],
    [
      "meta",
      { kind: "meta", code: "VA", flags: ["t90", "W", "c5"], value: Buffer.from("v") },
      "mg a t c v",
      [
        "VA  value follows",
        '"v"  1 byte',
        "  t90  the seconds left to live: 1m 30s",
        "  W    this client won: it should recache the item",
        "  c5   the cas number",
      ],
    ],
    ["meta miss", { kind: "meta", code: "EN", flags: [], value: undefined }, "mg a", ["EN  miss: no such item"]],
    [
      "meta debug",
      { kind: "meta", code: "ME", flags: ["a", "exp=-1", "size=63"], value: undefined },
      "me a",
      [
        "ME  debug",
        "  exp    -1      seconds left to live, -1 for no expiry",
        "  size   63      bytes of memory, key and header included",
      ],
    ],
  ];
  for (const [name, reply, line, expected] of cases) {
    test(name, () => assert.deepEqual(shown(reply, line), expected));
  }

  test("a long value is cut, and it is said how much is missing", () => {
    const [line] = shown(values(item("a", "x".repeat(20_000))), "get a");
    assert.ok(line?.endsWith('x"  ... 3,616 more bytes'), line?.slice(-40));
  });
});

describe("for pipes", () => {
  const cases: readonly [string, Reply, string, string][] = [
    ["a value, blanks kept", values(item("a", " x\ty ")), "get a", " x\\ty \n"],
    ["a miss", values(), "get a", ""],
    ["several", values(item("a", "1"), item("b", "2")), "get a b c", "a 1\nb 2\n"],
    ["gets", values(item("a", "1", 9n)), "gets a", "9 1\n"],
    ["meta", { kind: "meta", code: "VA", flags: ["t-1"], value: Buffer.from("v\n") }, "mg a v t", "VA 2 t-1\nv\\n\n"],
    ["meta done", { kind: "meta", code: "HD", flags: [], value: undefined }, "mg a", "HD\n"],
    ["stats", { kind: "stats", entries: [{ name: "bytes", value: "2048" }] }, "stats", "bytes 2048\n"],
    ["NOT_FOUND", { kind: "line", text: "NOT_FOUND" }, "delete a", "NOT_FOUND\n"],
    ["nothing", { kind: "none" }, "delete a noreply", ""],
    ["lines", { kind: "lines", lines: ["key=a"] }, "lru_crawler metadump all", "key=a\n"],
  ];
  for (const [name, reply, line, expected] of cases) {
    test(name, () => assert.equal(plain(reply, line), expected));
  }
});
