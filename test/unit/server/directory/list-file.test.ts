/** server/directory/list-file.ts: a file that is whole or not there. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readListFile, writeListFile } from "../../../../src/server/directory/list-file.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const NODE = { name: "a", host: "h", ip: "", port: 1, weight: 1, version: "1.6.45" };
const LIST = { version: 7, members: [{ node: NODE, instance: "0123456789abcdef", leaseMs: 10_000 }] };

function unexpected(line: string): void {
  assert.fail(line);
}

test("a list is read back, in a file for its owner alone, and nothing else is left", async () => {
  const folder = temporaryFolder("list-file-");
  const path = join(folder, "nodes.list");
  assert.equal(readListFile(path, unexpected), undefined);
  await writeListFile(path, LIST);
  await writeListFile(path, { ...LIST, version: 8 });
  assert.deepEqual(readListFile(path, unexpected), { ...LIST, version: 8 });
  assert.deepEqual(readdirSync(folder), ["nodes.list"]);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("what a kill has left behind is written over", async () => {
  const folder = temporaryFolder("list-file-");
  const path = join(folder, "nodes.list");
  writeFileSync(`${path}.new`, "half of a lo".repeat(1000));
  await writeListFile(path, LIST);
  assert.deepEqual(readListFile(path, unexpected), LIST);
});

test("a damaged one is put aside with a warning", async () => {
  const path = join(temporaryFolder("list-file-"), "nodes.list");
  await writeListFile(path, LIST);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace('"version":7', '"version":9'));
  const warnings: string[] = [];
  assert.equal(
    readListFile(path, (line) => warnings.push(line)),
    undefined,
  );
  assert.match(
    warnings.join(),
    /^WARNING: the list of nodes .* is damaged, it is now .*nodes\.list\.damaged; nodes have to register/,
  );
  assert.ok(!existsSync(path));
  assert.ok(existsSync(`${path}.damaged`));
});

test("one that can't be read or written says why", async () => {
  const folder = temporaryFolder("list-file-");
  const path = join(folder, "nodes.list");
  mkdirSync(path);
  assert.throws(() => readListFile(path, unexpected), { code: "STORAGE", message: /could not read the list of nodes/ });
  await assert.rejects(writeListFile(join(folder, "absent", "nodes.list"), LIST), { code: "ENOENT" });
  chmodSync(folder, 0o700);
});
