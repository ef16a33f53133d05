/** Replies as JSON: the same fields for every reply of a kind, nothing lost. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Reply, ValueEntry } from "../../../src/protocol/reply.ts";
import { formatJson, formatJsonEvent, formatJsonFailure, formatJsonFields } from "../../../src/repl/format-json.ts";
import { parseLine, type Request } from "../../../src/repl/parse-line.ts";

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

describe("as JSON", () => {
  const cases: readonly [string, Reply, string, object][] = [
    [
      "values",
      values(item("a", "x", 5n, 1), item("b", "\xff")),
      "gets a b",
      {
        ok: true,
        kind: "values",
        items: [
          { key: "a", flags: 1, bytes: 1, cas: 5, value: "x" },
          { key: "b", flags: 0, bytes: 1, valueBase64: "/w==" },
        ],
      },
    ],
    [
      "a big number",
      { kind: "number", value: 18446744073709551615n },
      "incr n 1",
      { ok: true, kind: "number", number: "18446744073709551615" },
    ],
    [
      "stats",
      {
        kind: "stats",
        entries: [
          { name: "pid", value: "12" },
          { name: "rusage_user", value: "0.120000" },
        ],
      },
      "stats",
      { ok: true, kind: "stats", stats: { pid: 12, rusage_user: "0.120000" } },
    ],
    [
      "an error",
      { kind: "error", error: "CLIENT_ERROR", text: "bad" },
      "get a",
      { ok: false, kind: "error", error: "CLIENT_ERROR", message: "bad" },
    ],
    [
      "meta",
      { kind: "meta", code: "HD", flags: ["t1"], value: undefined },
      "mg a t",
      { ok: true, kind: "meta", code: "HD", flags: ["t1"] },
    ],
  ];
  for (const [name, reply, line, expected] of cases) {
    test(name, () => assert.deepEqual(JSON.parse(formatJson(reply, request(line))), { command: line, ...expected }));
  }
});

test("a failure", () => {
  const error = new MemtoolError("USAGE", "no", { hint: "so" });
  assert.deepEqual(JSON.parse(formatJsonFailure("get", error)), {
    command: "get",
    ok: false,
    kind: "failure",
    code: "USAGE",
    message: "no",
    hint: "so",
  });
});

test("a command of the shell, and an event of watch with its key decoded", () => {
  assert.equal(
    formatJsonFields("nodes", { kind: "nodes", nodes: [] }),
    '{"command":"nodes","ok":true,"kind":"nodes","nodes":[]}',
  );
  assert.deepEqual(JSON.parse(formatJsonEvent("watch", "a:1", "ts=1.5 gid=2 type=item_get key=a%20b status=found")), {
    command: "watch",
    ok: true,
    kind: "event",
    node: "a:1",
    event: { ts: "1.5", gid: "2", type: "item_get", key: "a b", status: "found" },
  });
  assert.equal(JSON.parse(formatJsonEvent("watch", "a:1", "something else")).line, "something else");
});
