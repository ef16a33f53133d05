/** `serve --rotate-encryption-key OLD NEW`: its words, and what it says. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseServeOptions } from "../../../../src/cli/serve/options.ts";
import { rotateEncryptionKey } from "../../../../src/cli/serve/rotate-key.ts";
import { makeDatabase } from "../../../support/item-database.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { createTestContext } from "../../../support/test-context.ts";

test("takes two files, in any place, and - for none", () => {
  const { action, rotation } = parseServeOptions(
    ["--persistence-dir", "/db", "--rotate-encryption-key", "-", "/new"],
    {},
  );
  assert.deepEqual([action, rotation], ["rotate", { directory: "/db", fromFile: undefined, toFile: "/new" }]);
  const refusals: readonly (readonly [string, RegExp])[] = [
    ["--rotate-encryption-key /old --persistence-dir /db", /NEW is missing/],
    ["--rotate-encryption-key /old /new", /needs --persistence-dir/],
    ["--rotate-encryption-key /old /new /more --persistence-dir /db", /2 words/],
    ["--rotate-encryption-key /old /old --persistence-dir /db", /are the same/],
    ["--rotate-encryption-key /old /new --persistence-dir /db --encryption-key-file /k", /has no meaning/],
  ];
  for (const [line, words] of refusals) {
    assert.throws(() => parseServeOptions(line.split(" "), {}), words);
  }
});

test("says what was done, and what still holds old records", async () => {
  const directory = await makeDatabase({ a: { value: "1" } });
  const toFile = join(temporaryFolder("rotate-key-"), "key");
  writeFileSync(toFile, Buffer.alloc(32, 1), { mode: 0o600 });
  mkdirSync(join(directory, "lost"));
  const { context, stdoutText, stderrText } = createTestContext();
  assert.equal(await rotateEncryptionKey({ directory, fromFile: undefined, toFile }, context, false), 0);
  assert.match(stdoutText(), /is encrypted with the key in .*: 1 item was written anew/);
  assert.match(stderrText(), /lost still holds records as they were before/);
});

test("tells programs what was done as a document", async () => {
  const directory = await makeDatabase({ a: { value: "1" }, b: { value: "2" } });
  const toFile = join(temporaryFolder("rotate-key-"), "key");
  writeFileSync(toFile, Buffer.alloc(32, 1), { mode: 0o600 });
  const { context, stdoutText } = createTestContext();
  assert.equal(await rotateEncryptionKey({ directory, fromFile: undefined, toFile }, context, true), 0);
  assert.deepEqual(JSON.parse(stdoutText()), { directory, outcome: "rotated", items: 2, from: null, to: toFile });
});
