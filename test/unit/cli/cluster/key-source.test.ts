/** cli/cluster/key-source.ts: keys of files, of stdin, made up. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PassThrough } from "node:stream";
import { test } from "node:test";
import { readGivenKeys, type SourceKey } from "../../../../src/cli/cluster/key-source.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { createTestContext } from "../../../support/test-context.ts";

function fileOf(bytes: Buffer | string): string {
  const path = join(temporaryFolder("key-source-"), "keys");
  writeFileSync(path, bytes);
  return path;
}

async function read(options: { keys?: string; "made-up"?: number }, stdin = "") {
  const { context, interrupt } = createTestContext();
  (context.stdin as unknown as PassThrough).end(stdin);
  const keys: SourceKey[] = [];
  const origin = await readGivenKeys({ keys: options.keys, "made-up": options["made-up"] }, context, (key) => {
    keys.push(key);
    if (keys.length === 60_000) {
      interrupt("SIGINT");
    }
  });
  return { origin, keys: keys.map(({ key }) => Buffer.from(key).toString("latin1")), first: keys[0] };
}

test("a key a line, as bytes; empty lines are none", async () => {
  const { origin, keys, first } = await read({ keys: fileOf(Buffer.from("a\r\n\nb c\n\xff\xfe", "latin1")) });
  assert.deepEqual(keys, ["a", "b c", "\xff\xfe"]);
  assert.equal(origin.kind, "file");
  assert.match(origin.text, /^3 keys of /);
  assert.deepEqual([first?.isStored, first?.foundOn, first?.sizeBytes], [false, undefined, 0]);
  assert.deepEqual((await read({ keys: "-" }, "x\ny\n")).keys, ["x", "y"]);
  assert.match((await read({ keys: "-" }, "x\n")).origin.text, /stdin/);
});

test("made-up keys, so many as asked for", async () => {
  const { origin, keys } = await read({ "made-up": 3 });
  assert.deepEqual(keys, ["key:0", "key:1", "key:2"]);
  assert.deepEqual([origin.kind, origin.exitCode], ["made-up", 0]);
});

test("Ctrl-C ends it with what is known", async () => {
  const { origin, keys } = await read({ "made-up": 200_000 });
  assert.equal(origin.exitCode, 130);
  assert.ok(keys.length < 200_000);
});

test("mistakes", async () => {
  await assert.rejects(read({ keys: "/no/such/file" }), { code: "USAGE", message: /cannot read the keys/ });
  await assert.rejects(read({ keys: fileOf("\n\n") }), /there is no key in/);
  await assert.rejects(read({ keys: fileOf(`a\n${"k".repeat(251)}`) }), /a key of 251 bytes is too long/);
  await assert.rejects(read({ keys: "x", "made-up": 1 }), { code: "USAGE" });
  await assert.rejects(read({ "made-up": 1e9 }), /--made-up must be 1 to 10,000,000/);
});
