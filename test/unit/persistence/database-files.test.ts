/** The files around LevelDB's. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  checkFiles,
  foreignNames,
  lostChanges,
  makeDirectory,
  markDamagedTables,
  moveAside,
  prepareDirectory,
  probeDirectory,
  removeWorkLog,
  setAside,
} from "../../../src/persistence/database-files.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("directories and files for their owner alone", () => {
  const directory = join(temporaryFolder("files-"), "a", "b");
  prepareDirectory(directory);
  assert.equal(statSync(directory).mode & 0o777, 0o700);
  writeFileSync(join(directory, "CURRENT"), "");
  chmodSync(join(directory, "CURRENT"), 0o644);
  prepareDirectory(directory);
  assert.equal(statSync(join(directory, "CURRENT")).mode & 0o777, 0o600);
  // What is somebody else's stays as it is, also behind a link that has one of LevelDB's names.
  const others = ["web.conf", "run.sh"].map((name) => join(directory, name));
  const outside = join(temporaryFolder("files-"), "outside");
  for (const path of [...others, outside]) {
    writeFileSync(path, "");
    chmodSync(path, 0o644);
  }
  symlinkSync(outside, join(directory, "000007.ldb"));
  prepareDirectory(directory);
  assert.deepEqual(
    [...others, outside].map((path) => statSync(path).mode & 0o777),
    [0o644, 0o644, 0o644],
  );
  assert.deepEqual(foreignNames(directory).sort(), ["run.sh", "web.conf"]);
  assert.deepEqual(foreignNames(join(directory, "nowhere")), []);
  makeDirectory(directory);
  assert.throws(() => prepareDirectory(join(directory, "CURRENT", "db")), /cannot use the persistence directory/);
  // Node's own recursive mkdir never returns from this one.
  assert.throws(() => prepareDirectory("/proc/db"), /cannot use the persistence directory/);
});

test("a damaged database is moved beside its directory, or, where that cannot be, into one of its own there", async () => {
  const directory = join(temporaryFolder("files-"), "db");
  const time = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  prepareDirectory(join(directory, "lost"));
  writeFileSync(join(directory, "CURRENT"), "x");
  const beside = await moveAside(directory, time);
  assert.equal(beside, `${directory}.damaged-20260102T030405Z`);
  assert.deepEqual(readdirSync(beside).sort(), ["CURRENT", "lost"]);
  assert.equal(existsSync(directory), false);

  // The place beside it is taken.
  prepareDirectory(join(directory, "lost"));
  writeFileSync(join(directory, "CURRENT"), "y");
  const inside = await moveAside(directory, time);
  assert.equal(inside, join(directory, "damaged-20260102T030405Z"));
  assert.deepEqual(readdirSync(inside), ["CURRENT"]);
  assert.equal(statSync(inside).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(directory).sort(), ["damaged-20260102T030405Z", "lost"]);
  assert.deepEqual(readdirSync(beside).sort(), ["CURRENT", "lost"], "what was there before stays");

  // Both are taken.
  writeFileSync(join(directory, "CURRENT"), "z");
  await assert.rejects(moveAside(directory, time), /cannot move the damaged database in .*db: EEXIST/);
  assert.ok(existsSync(join(directory, "CURRENT")));
});

test("tables without CURRENT are no new database, leavings of a first start are", () => {
  const directory = temporaryFolder("files-");
  checkFiles(directory, "create");
  assert.throws(() => checkFiles(directory, "existing"), /there is no database/);
  writeFileSync(join(directory, "MANIFEST-000001"), "x");
  writeFileSync(join(directory, "000003.log"), "");
  checkFiles(directory, "create");
  writeFileSync(join(directory, "000003.log"), "x");
  assert.throws(() => checkFiles(directory, "create"), /CURRENT is missing/);
});

test("what LevelDB's own log tells of losses", () => {
  const directory = temporaryFolder("files-");
  assert.deepEqual(lostChanges(directory), []);
  writeFileSync(
    join(directory, "LOG"),
    "2026/01/01 Recovering log #3\n2026/01/01 (ignoring error) /x/000003.log: dropping 77 bytes; Corruption: checksum mismatch\n",
  );
  assert.deepEqual(lostChanges(directory), [
    "77 bytes of changes in 000003.log are lost: Corruption: checksum mismatch",
  ]);
});

test("a probe leaves nothing behind, and fails where nothing can be written", async () => {
  const directory = temporaryFolder("files-");
  await probeDirectory(directory);
  assert.deepEqual(readdirSync(directory), []);
  await assert.rejects(probeDirectory(join(directory, "none")), /ENOENT/);
});

test("tables are marked, put aside, and LevelDB's own log is removed", async () => {
  const directory = temporaryFolder("files-");
  const path = join(directory, "000005.ldb");
  writeFileSync(path, Buffer.alloc(100));
  assert.deepEqual(
    markDamagedTables(directory).map(({ isWhole }) => isWhole),
    [true],
  );
  mkdirSync(join(directory, "lost"));
  await setAside(directory, path);
  assert.ok(existsSync(join(directory, "lost", "000005.ldb")) && !existsSync(path));
  writeFileSync(join(directory, "LOG"), "");
  await removeWorkLog(directory);
  assert.deepEqual(readdirSync(directory), ["lost"]);
});
