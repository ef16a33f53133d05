/** Damaged records, put aside. */
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { DamageFile } from "../../../src/persistence/damage-file.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("records go to a file for its owner alone, made when the first one comes, and none is written over", async () => {
  const directory = temporaryFolder("damage-file-");
  const file = new DamageFile(directory, Date.UTC(2026, 0, 2, 3, 4, 5, 678));
  assert.equal(file.path, `${directory}/damaged-20260102T030405Z.jsonl`);
  assert.equal(file.isUsed, false);
  await file.write([
    { databaseKey: Buffer.from("ik"), sealed: Buffer.from([0, 255]), reason: "its checksum is wrong" },
    { databaseKey: Buffer.from("il"), sealed: undefined, reason: "it can't be read" },
  ]);
  await file.write([{ databaseKey: Buffer.from("im"), sealed: Buffer.alloc(0), reason: "short" }]);
  await file.close();
  assert.equal(file.isUsed, true);
  assert.equal(statSync(file.path).mode & 0o777, 0o600);
  const lines = readFileSync(file.path, "utf8").trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [
      { database_key_base64: "aWs=", value_base64: "AP8=", reason: "its checksum is wrong" },
      { database_key_base64: "aWw=", reason: "it can't be read" },
      { database_key_base64: "aW0=", value_base64: "", reason: "short" },
    ],
  );
  const again = new DamageFile(directory, Date.UTC(2026, 0, 2, 3, 4, 5));
  await assert.rejects(again.write([{ databaseKey: Buffer.from("in"), sealed: undefined, reason: "more" }]), /EEXIST/);
  assert.equal(readFileSync(file.path, "utf8").trimEnd().split("\n").length, 3);
});

test("nothing damaged, no file", async () => {
  const file = new DamageFile(temporaryFolder("damage-file-"), 0);
  await file.close();
  assert.throws(() => statSync(file.path), { code: "ENOENT" });
});
