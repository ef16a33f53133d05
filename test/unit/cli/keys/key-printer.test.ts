/** cli/keys/key-printer.ts: the same keys in every format, hostile ones harmless. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type KeyFormat, KeyPrinter } from "../../../../src/cli/keys/key-printer.ts";
import { keyEntry } from "../../../support/key-entries.ts";
import { createTestContext } from "../../../support/test-context.ts";

const { signal } = new AbortController();

const ENTRIES = [
  keyEntry("user:1", { exptime: 160, lastAccess: 40, fetched: true }),
  keyEntry("\x1b[2J\n\xff", { slabClass: undefined, lastAccess: undefined, fetched: undefined, flags: undefined }),
];

async function printed(format: KeyFormat, hasServers = false): Promise<string> {
  const { context, stdoutText } = createTestContext();
  const printer = new KeyPrinter(format, hasServers, context);
  await printer.print(ENTRIES, "a:11211", 100, signal);
  await printer.end(signal);
  return stdoutText();
}

test("plain: a key a line", async () => {
  assert.equal(await printed("keys"), "user:1\n\\e[2J\\n\\xff\n");
});

test("tsv: -1 never expires, - is not known", async () => {
  assert.equal(
    await printed("tsv", true),
    "key\tttl\tsize\tclass\tidle\tfetched\tflags\tserver\n" +
      "user:1\t60\t69\t1\t60\tyes\t0\ta:11211\n" +
      "\\e[2J\\n\\xff\t-1\t69\t-\t-\t-\t-\ta:11211\n",
  );
});

test("jsonl: an object a line, bytes in base64", async () => {
  const objects = (await printed("jsonl")).trimEnd().split("\n");
  assert.deepEqual(JSON.parse(objects[0] ?? ""), {
    key: "user:1",
    ttl: 60,
    size: 69,
    class: 1,
    idle: 60,
    fetched: "yes",
    flags: 0,
  });
  assert.match(objects[1] ?? "", /^\{"key_base64":"G1sySgr\/","ttl":-1,"size":69,"class":null/);
});

test("json is one document, and a table is for people", async () => {
  assert.equal((JSON.parse(await printed("json")) as unknown[]).length, 2);
  const table = await printed("table");
  assert.match(table, /^key +TTL +size +class +idle +read\n/);
  assert.match(table, /never/);
  assert.ok(!table.includes("\x1b"));
});
