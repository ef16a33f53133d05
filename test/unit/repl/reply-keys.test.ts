/** Which keys a request and its reply reveal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reply } from "../../../src/protocol/reply.ts";
import { parseLine } from "../../../src/repl/parse-line.ts";
import { keysIn } from "../../../src/repl/reply-keys.ts";

function found(line: string, reply: Reply): string[] {
  const parsed = parseLine(line);
  return parsed.kind === "request" ? keysIn(reply, parsed) : assert.fail(line);
}

const meta = (code: string): Reply => ({ kind: "meta", code, flags: [], value: undefined });

test("keys stored, found and listed; not those missed or deleted", () => {
  const stored: Reply = { kind: "line", text: "STORED" };
  const hit: Reply = {
    kind: "values",
    entries: [{ key: Buffer.from("b"), flags: 0, cas: undefined, value: Buffer.alloc(0) }],
  };
  const dump: Reply = {
    kind: "lines",
    lines: ["key=a%20b%c3%bc exp=-1 ", "mg plain", "mg YQ== b", "ITEM c [1 b; 0 s]", "x"],
  };
  assert.deepEqual(found('set a 0 0 "x"', stored), ["a"]);
  assert.deepEqual(found("get a b", hit), ["b"]);
  assert.deepEqual(found("lru_crawler metadump all", dump), ["a bü", "plain", "c"]);
  assert.deepEqual(found("incr n 1", { kind: "number", value: 1n }), ["n"]);
  assert.deepEqual(found("mg k v", meta("HD")), ["k"]);
  assert.deepEqual(found("mg k v", meta("EN")), []);
  assert.deepEqual(found("mg YQ== b", meta("HD")), []);
  assert.deepEqual(found("md k", meta("HD")), []);
  assert.deepEqual(found("delete a", { kind: "line", text: "DELETED" }), []);
  assert.deepEqual(found("stats", { kind: "stats", entries: [] }), []);
});
