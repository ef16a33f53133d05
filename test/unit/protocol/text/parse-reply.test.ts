/** protocol/text/parse-reply.ts: every reply of the classic commands, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expectation, Reply } from "../../../../src/protocol/reply.ts";
import { DEFAULT_REPLY_LIMITS } from "../../../../src/protocol/reply.ts";
import { readReply } from "../../../support/read-reply.ts";

function entry(key: string, value: string, flags = 0, cas?: bigint): object {
  return { key, flags, cas, value: Buffer.from(value) };
}

const VALUES: Expectation = { shape: "values", keys: ["a", "b", "größe"] };

const GOOD: readonly (readonly [Expectation, string, Reply | object])[] = [
  [VALUES, "END\r\n", { kind: "values", entries: [] }],
  [VALUES, "VALUE a 0 0\r\n\r\nEND\r\n", { kind: "values", entries: [entry("a", "")] }],
  [
    VALUES,
    "VALUE a 4294967295 5 18446744073709551615\r\n\r\nEND\r\nVALUE größe 1 2\r\nxy\r\nEND\r\n",
    { kind: "values", entries: [entry("a", "\r\nEND", 4294967295, 18446744073709551615n), entry("größe", "xy", 1)] },
  ],
  [
    VALUES,
    "VALUE b 0 1\r\nx\r\nVALUE a 0 1\r\ny\r\nEND\r\n",
    { kind: "values", entries: [entry("b", "x"), entry("a", "y")] },
  ],
  [
    VALUES,
    "SERVER_ERROR out of memory writing get response\r\n",
    { kind: "error", error: "SERVER_ERROR", text: "out of memory writing get response" },
  ],
  [{ shape: "line" }, "BADCLASS invalid class id\r\n", { kind: "line", text: "BADCLASS invalid class id" }],
  [{ shape: "line", accepts: ["STORED"] }, "STORED\r\n", { kind: "line", text: "STORED" }],
  [{ shape: "line" }, "ERROR\r\n", { kind: "error", error: "ERROR", text: "" }],
  [
    { shape: "line" },
    "ERROR Too many open connections\r\n",
    { kind: "error", error: "ERROR", text: "Too many open connections" },
  ],
  [
    { shape: "line" },
    "SERVER_ERROR: shutdown not enabled\r\n",
    { kind: "error", error: "SERVER_ERROR", text: "shutdown not enabled" },
  ],
  [{ shape: "line" }, "ERRORS\n", { kind: "line", text: "ERRORS" }],
  [{ shape: "number" }, "18446744073709551615\r\n", { kind: "number", value: 18446744073709551615n }],
  [{ shape: "number" }, "NOT_FOUND\r\n", { kind: "line", text: "NOT_FOUND" }],
  [{ shape: "version" }, "VERSION 1.6.45\r\n", { kind: "version", version: "1.6.45" }],
  [{ shape: "stats" }, "END\r\n", { kind: "stats", entries: [] }],
  [
    { shape: "stats" },
    "STAT pid 1\r\nSTAT inter \r\nSTAT 10:addr tcp:127.0.0.1:1 x\r\nEND\r\n",
    {
      kind: "stats",
      entries: [
        { name: "pid", value: "1" },
        { name: "inter", value: "" },
        { name: "10:addr", value: "tcp:127.0.0.1:1 x" },
      ],
    },
  ],
  [{ shape: "stats" }, "RESET\r\n", { kind: "line", text: "RESET" }],
  [{ shape: "stats" }, "ITEM k [1 b; 0 s]\r\nEND\r\n", { kind: "lines", lines: ["ITEM k [1 b; 0 s]"] }],
  [
    { shape: "dump" },
    "OK\r\nkey=a exp=-1 \nkey=b exp=-1 \nEND\r\n",
    { kind: "lines", lines: ["key=a exp=-1 ", "key=b exp=-1 "] },
  ],
  [{ shape: "dump" }, "mg a\r\nEN\r\n", { kind: "lines", lines: ["mg a"] }],
  [
    { shape: "dump" },
    "BUSY currently processing crawler request\r\n",
    { kind: "line", text: "BUSY currently processing crawler request" },
  ],
  [{ shape: "noreply" }, "VERSION 1\r\n", { kind: "none" }],
  [{ shape: "noreply" }, "ERROR\r\nVERSION 1\r\n", { kind: "error", error: "ERROR", text: "" }],
  [{ shape: "noreply" }, "OK\r\nVERSION 1\r\n", { kind: "line", text: "OK" }],
  [{ shape: "close" }, "ERROR\r\n", { kind: "error", error: "ERROR", text: "" }],
];

for (const [expectation, bytes, reply] of GOOD) {
  test(`${expectation.shape} reads ${JSON.stringify(bytes.slice(0, 60))}, however it is cut`, () => {
    const length = Buffer.byteLength(bytes);
    assert.deepEqual(readReply(expectation, bytes), { reply, fault: undefined, used: length });
    for (let cut = 0; cut <= length; cut++) {
      assert.deepEqual(readReply(expectation, bytes, [cut]).reply, reply, `cut at ${cut}`);
    }
    const every = Array.from({ length: length - 1 }, (_, index) => index + 1);
    assert.deepEqual(readReply(expectation, bytes, every).reply, reply, "byte by byte");
  });
}

const BAD: readonly (readonly [Expectation, string])[] = [
  [VALUES, "VALUE a 0\r\n"],
  [VALUES, "VALUE a 4294967296 1\r\n"],
  [VALUES, "VALUE a 0 1 x\r\n"],
  [VALUES, "VALUE a 0 1 18446744073709551616\r\n"],
  [VALUES, "VALUE  a 0 1\r\n"],
  [VALUES, "VALUE gr\u00f6\u00dfer 0 1\r\n"],
  [VALUES, "VALUE c 0 1\r\nx\r\nEND\r\n"],
  [VALUES, "VALUE a 0 1\r\nx\nEND\r\n"],
  [VALUES, "STAT a 0\r\n"],
  [{ shape: "line", accepts: ["STORED"] }, "DELETED\r\n"],
  [{ shape: "line", accepts: ["STORED"] }, "STORED \r\n"],
  [{ shape: "number" }, "-1\r\n"],
  [{ shape: "number" }, "1 \r\n"],
  [{ shape: "number" }, "18446744073709551616\r\n"],
  [{ shape: "version" }, "VERSIO 1\r\n"],
  [{ shape: "stats" }, "STAT a 1\r\nOK\r\n"],
  [{ shape: "noreply" }, "OK\r\nOK\r\n"],
];

for (const [expectation, bytes] of BAD) {
  test(`${expectation.shape} refuses ${JSON.stringify(bytes)}, however it is cut`, () => {
    for (let cut = 0; cut <= Buffer.byteLength(bytes); cut++) {
      const { reply, fault } = readReply(expectation, bytes, [cut]);
      assert.equal(reply, undefined);
      assert.equal(typeof fault, "string");
    }
  });
}

test("a value that is asked for as bytes comes back under the same object", () => {
  const key = Buffer.from([0xff, 0x80]);
  const bytes = Buffer.from("VALUE \xff\x80 0 1\r\nx\r\nEND\r\n", "latin1");
  const { reply } = readReply({ shape: "values", keys: [key] }, bytes);
  assert.ok(reply?.kind === "values" && reply.entries[0]?.key === key);
});

test("the limits hold for lines, values and listings, and just reach", () => {
  const limits = { ...DEFAULT_REPLY_LIMITS, lineBytesMax: 10, valueBytesMax: 3, listBytesMax: 200 };
  assert.equal(readReply({ shape: "line" }, "0123456789\r\n", [], limits).fault, undefined);
  assert.match(readReply({ shape: "line" }, "0123456789a\r\n", [], limits).fault ?? "", /line of more than 10 bytes/);
  assert.match(readReply({ shape: "line" }, "0123456789abcd", [3], limits).fault ?? "", /line of more than 10 bytes/);
  const short = { ...limits, lineBytesMax: 100 };
  assert.equal(readReply(VALUES, "VALUE a 0 3\r\nxyz\r\nEND\r\n", [], short).fault, undefined);
  assert.match(readReply(VALUES, "VALUE a 0 4\r\n", [], short).fault ?? "", /value of 4 bytes/);
  assert.match(readReply({ shape: "stats" }, "STAT a b\r\n".repeat(9), [], short).fault ?? "", /more than 200 bytes/);
  assert.match(readReply({ shape: "dump" }, "key=a\n".repeat(9), [], short).fault ?? "", /more than 200 bytes/);
});

test("lines handed over one by one are not collected and know no limit", () => {
  const lines: string[] = [];
  const expectation: Expectation = { shape: "dump", onLine: (line) => lines.push(line) };
  const limits = { ...DEFAULT_REPLY_LIMITS, listBytesMax: 10 };
  const { reply } = readReply(expectation, "key=a\nkey=b\nEND\r\n", [], limits);
  assert.deepEqual(reply, { kind: "lines", lines: [] });
  assert.deepEqual(lines, ["key=a", "key=b"]);
});

test("a value of many pieces is put together, beyond the size that is taken at once", () => {
  const value = Buffer.alloc(5_000_001);
  for (let index = 0; index < value.length; index++) {
    value[index] = index % 251;
  }
  const bytes = Buffer.concat([Buffer.from(`VALUE a 0 ${value.length}\r\n`), value, Buffer.from("\r\nEND\r\n")]);
  const cuts = Array.from({ length: Math.floor(bytes.length / 65_521) }, (_, index) => (index + 1) * 65_521);
  const { reply } = readReply(VALUES, bytes, cuts);
  assert.ok(reply?.kind === "values" && reply.entries[0]?.value.equals(value));
});
