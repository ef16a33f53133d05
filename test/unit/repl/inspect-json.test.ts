/** The JSON of the shell's own commands: numbers stay numbers, nothing is lost, what is unknown is not there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { keysJson, nodeJson, peekJson, slabJson } from "../../../src/repl/inspect-json.ts";
import { slabRows } from "../../../src/repl/slab-table.ts";
import { fakeShell } from "../../support/fake-shell.ts";
import { ONE_SLAB_CLASS } from "../../support/one-slab-class.ts";
import { peekedItem } from "../../support/peeked-item.ts";

const { nodes } = fakeShell(() => ({ kind: "none" }));
const [session] = nodes.sessions;
assert.ok(session !== undefined);
const node = "cache:1";

test("peek: an entry for an item, none for a miss or a dead node", () => {
  const found = { kind: "found" as const, session, found: peekedItem({ cas: "18446744073709551615" }) };
  const dead = {
    kind: "failed" as const,
    session,
    outcome: { kind: "failed" as const, error: new MemtoolError("CONNECT", "gone") },
  };
  assert.deepEqual(peekJson("k", [found, { kind: "found", session, found: undefined }, dead]), {
    kind: "peeked",
    peeked: [
      {
        node,
        key: "k",
        bytes: 1,
        ttlSeconds: -1,
        flags: 0,
        cas: "18446744073709551615",
        lastAccessSeconds: 3,
        wasHit: false,
        isStale: false,
        slabClass: 1,
        memoryBytes: 60,
        leftTrace: false,
        value: "v",
      },
    ],
  });
});

test("peek: what an old server does not tell is left out, bytes that are no text are base64", () => {
  const item = peekedItem({ value: Buffer.from([0xff]), ttlSeconds: undefined, cas: undefined });
  const json = peekJson("k", [{ kind: "found", session, found: item }]);
  const [entry] = json["peeked"] as Record<string, unknown>[];
  assert.ok(entry !== undefined && !("ttlSeconds" in entry) && !("cas" in entry) && !("value" in entry));
  assert.equal(entry["valueBase64"], "/w==");
});

test("slabs, nodes, keys", () => {
  const rows = slabRows(ONE_SLAB_CLASS, []);
  const slabs = slabJson([{ kind: "found", session, found: rows }])["slabs"] as Record<string, unknown>[];
  assert.deepEqual([slabs[0]?.["node"], slabs[0]?.["chunkBytes"]], [node, 96]);
  const states = [
    { session, number: 1, isChosen: true, answer: { version: "1.6.18", elapsedMs: 1 } },
    { session, number: 2, isChosen: false, answer: new MemtoolError("CONNECT", "gone") },
  ];
  assert.deepEqual(nodeJson(states)["nodes"], [
    { number: 1, node, isChosen: true, answers: true, elapsedMs: 1, version: "1.6.18" },
    { number: 2, node, isChosen: false, answers: false, error: { code: "CONNECT", message: "gone" } },
  ]);
  assert.deepEqual(keysJson([Buffer.from("é"), Buffer.from([0xff])])["keys"], [{ key: "é" }, { keyBase64: "/w==" }]);
});
