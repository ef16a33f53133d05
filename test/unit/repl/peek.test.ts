/** What `peek` asks and what it understands of the answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reply } from "../../../src/protocol/reply.ts";
import { peek, peekFault } from "../../../src/repl/peek.ts";
import { fakeShell } from "../../support/fake-shell.ts";

const found: Reply = {
  kind: "meta",
  code: "VA",
  flags: ["s2", "t60", "c9", "f16", "l3", "h1", "X"],
  value: Buffer.from("hi"),
};
const debug: Reply = {
  kind: "meta",
  code: "ME",
  flags: ["k", "exp=-60", "la=3", "cas=9", "fetch=yes", "cls=1", "size=66"],
  value: undefined,
};

async function look(key: string | Buffer, answer: (line: string) => Reply) {
  const { nodes, sent } = fakeShell(answer);
  const [session] = nodes.sessions;
  assert.ok(session !== undefined);
  return { peeked: await peek(session, Buffer.from(key as string)), sent };
}

test("mg without a trace and me; the ttl is mg's, because me of 1.6.18 has its sign wrong", async () => {
  const { peeked, sent } = await look("k", (line) => (line.startsWith("me") ? debug : found));
  assert.deepEqual(sent, ["mg k s t c f l h u v", "me k"]);
  assert.ok(peeked.kind === "item");
  assert.deepEqual(
    { ...peeked.item, value: String(peeked.item.value) },
    {
      value: "hi",
      flags: 16,
      cas: "9",
      ttlSeconds: 60,
      lastAccessSeconds: 3,
      wasHit: true,
      isStale: true,
      slabClass: 1,
      memoryBytes: 66,
      leftTrace: false,
    },
  );
});

test("a miss asks no further", async () => {
  const { peeked, sent } = await look("k", () => ({ kind: "meta", code: "EN", flags: [], value: undefined }));
  assert.equal(peeked.kind, "miss");
  assert.equal(sent.length, 1);
});

test("a key that a line cannot hold goes in base64", async () => {
  const { sent } = await look("a b\n", (line) => (line.startsWith("me") ? debug : found));
  assert.deepEqual(sent, ["mg YSBiCg== s t c f l h u v b", "me YSBiCg== b q"]);
});

test("a server without meta commands is asked by gets, and that is said", async () => {
  const entry = { key: "k", flags: 1, cas: 5n, value: Buffer.from("hi") };
  const { peeked, sent } = await look("k", (line) =>
    line.startsWith("mg") ? { kind: "error", error: "ERROR", text: "" } : { kind: "values", entries: [entry] },
  );
  assert.deepEqual(sent, ["mg k s t c f l h u v", "gets k"]);
  assert.ok(peeked.kind === "item" && peeked.item.leftTrace && peeked.item.cas === "5");
});

test("any other refusal is the answer", async () => {
  const { peeked } = await look("k", () => ({ kind: "error", error: "SERVER_ERROR", text: "out of memory" }));
  assert.equal(peeked.kind, "failed");
});

test("what cannot be a key", () => {
  assert.equal(peekFault(Buffer.from("k")), undefined);
  assert.equal(peekFault(Buffer.alloc(250, "k")), undefined);
  assert.match(peekFault(Buffer.alloc(251, "k")) ?? "", /250/);
  assert.match(peekFault(Buffer.alloc(0)) ?? "", /250/);
  assert.match(peekFault(Buffer.alloc(190, " ")) ?? "", /250/);
});
