/** keys/move/copy-state.ts: the keys come back for the same servers only. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCopyState, removeCopyState, writeCopyState } from "../../../../src/keys/move/copy-state.ts";
import { KeyHashSet } from "../../../../src/keys/move/key-hash-set.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const folder = temporaryFolder("copy-state-");
const KEY = { sources: ["a:1"], targets: ["b:1", "c:1"] };

test("what was copied is known again; other servers, and files that are cut off, are refused", async () => {
  const path = join(folder, "state");
  assert.equal(await readCopyState(path, KEY), undefined);
  const copied = new KeyHashSet(-5);
  for (let key = 0; key < 1000; key++) {
    copied.add(0, Buffer.from(String(key)));
  }
  await writeCopyState(path, KEY, copied);
  const read = await readCopyState(path, KEY);
  assert.equal(read?.size, 1000);
  assert.ok(read?.has(0, Buffer.from("999")) && !read.has(0, Buffer.from("1000")));
  await assert.rejects(readCopyState(path, { ...KEY, targets: ["b:1"] }), { code: "USAGE" });
  writeFileSync(path, readFileSync(path).subarray(0, -1));
  await assert.rejects(readCopyState(path, KEY), { code: "USAGE" });
  writeFileSync(path, "something else\n");
  await assert.rejects(readCopyState(path, KEY), { code: "USAGE" });
  await removeCopyState(path);
  assert.equal(await readCopyState(path, KEY), undefined);
});
