/** cluster/ring/pymemcache.ts: scores, prefixes, and keys that are bytes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClientPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";

const SERVERS = [11211, 11212, 11213].map((port) => ({ host: "127.0.0.1", port }));

function explain(client: string, key: string) {
  const bytes = Buffer.from(key);
  return createClientPlacement(parseClient(client), SERVERS).explain(bytes, 0, bytes.length);
}

const hashed = (client: string, key: string) => Buffer.from(explain(client, key).hashed).toString("latin1");

test("the text of a score is the node, a hyphen and the key", () => {
  const { owner, hash, choice } = explain("pymemcache", "key:0");
  assert.equal(hashed("pymemcache", "key:0"), `127.0.0.1:${11211 + owner}-key:0`);
  assert.ok(choice.kind === "score" && choice.scores[owner] === hash && Math.max(...choice.scores) === hash);
});

test("a prefix is left out, a key of bytes is written as Python writes it", () => {
  assert.match(hashed("pymemcache:prefix=app:", "app:k"), /-k$/);
  assert.match(hashed("pymemcache:bytes_keys", "k"), /-b'k'$/);
  assert.match(hashed("pymemcache:bytes_keys", "it's"), /-b"it's"$/);
  assert.match(hashed("pymemcache:bytes_keys", `it's "q"`), /-b'it\\'s "q"'$/);
  assert.match(hashed("pymemcache:bytes_keys", "a\\b\té"), /-b'a\\\\b\\t\\xc3\\xa9'$/);
});

test("characters beyond ASCII count by their low eight bits", () => {
  assert.match(hashed("pymemcache", "é"), /-\xe9$/);
});
