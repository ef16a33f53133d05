/** What a known server reads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type KnownRequest, readRequest } from "../../support/known-request.ts";

function readAll(text: string): KnownRequest[] {
  const bytes = Buffer.from(text, "latin1");
  const requests: KnownRequest[] = [];
  let from = 0;
  for (let found = readRequest(bytes, from); found !== undefined; found = readRequest(bytes, from)) {
    requests.push(found.request);
    from = found.next;
  }
  assert.equal(from, bytes.length, "bytes are left");
  return requests;
}

test("requests of every kind, one behind the other", () => {
  const value = "\r\nEND\r\n\u00ff";
  assert.deepEqual(
    readAll(
      `get a b\r\ngat 60 c\r\nset k 5 0 8 noreply\r\n${value}\r\nms m 1 T0 q\r\nx\r\nmg m v\r\ndelete k\r\nstats\r\n`,
    ),
    [
      { kind: "retrieve", verb: "get", keys: ["a", "b"], words: [], value: "" },
      { kind: "retrieve", verb: "gat", keys: ["c"], words: [], value: "" },
      { kind: "store", verb: "set", keys: ["k"], words: ["5", "0", "8", "noreply"], value },
      { kind: "store", verb: "ms", keys: ["m"], words: ["1", "T0", "q"], value: "x" },
      { kind: "retrieve", verb: "mg", keys: ["m"], words: ["v"], value: "" },
      { kind: "delete", verb: "delete", keys: ["k"], words: [], value: "" },
      { kind: "admin", verb: "stats", keys: [], words: [], value: "" },
    ],
  );
});

test("what is not all here is not read", () => {
  const whole = "set k 0 0 3\r\nabc\r\n";
  for (let length = 0; length < whole.length; length++) {
    assert.equal(readRequest(Buffer.from(whole.slice(0, length)), 0), undefined);
  }
});

test("a storage command without a length is no command", () => {
  assert.deepEqual(
    readAll("set k 0 0 x\r\n").map(({ kind, verb }) => [kind, verb]),
    [["admin", ""]],
  );
});
