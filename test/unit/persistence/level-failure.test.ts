/** LevelDB's errors in memtool's words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { DamagedDatabase } from "../../../src/persistence/damaged-database.ts";
import { isDamage, levelFailure } from "../../../src/persistence/level-failure.ts";

const level = (code: string, text: string) =>
  new Error("Database failed", { cause: Object.assign(new Error(text), { code }) });

test("in use, damaged, no access, no room", () => {
  assert.match(
    levelFailure("open", "DIR", level("LEVEL_LOCKED", "IO error: lock")).message,
    /in use by another server/,
  );
  const damaged = levelFailure("open", "DIR", level("LEVEL_CORRUPTION", "Corruption: bad block type"));
  assert.ok(damaged instanceof DamagedDatabase);
  assert.match(damaged.hint ?? "", /serve repair DIR/);
  assert.ok(isDamage(level("LEVEL_IO_ERROR", "IO error: DIR/MANIFEST-000001: No such file or directory")));
  const denied = levelFailure("open", "DIR", level("LEVEL_IO_ERROR", "IO error: DIR/LOCK: Permission denied"));
  assert.match(denied.hint ?? "", /belong to the user/);
  const full = levelFailure("write", "DIR", level("LEVEL_IO_ERROR", "IO error: No space left on device"));
  assert.deepEqual(
    [full.message, full.hint],
    ["cannot write the database in DIR: IO error: No space left on device", "make room on that disk"],
  );
});

test("what is memtool's already stays", () => {
  const own = new MemtoolError("STORAGE", "so");
  assert.equal(levelFailure("open", "DIR", own), own);
});
