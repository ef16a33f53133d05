/** keys/move/restore-state.ts: written, read, and refused where it does not belong. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readRestoreState, removeRestoreState, writeRestoreState } from "../../../../src/keys/move/restore-state.ts";
import { noRestoreCounts } from "../../../../src/keys/move/restorer.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const folder = temporaryFolder("restore-state-");

test("a state comes back for the same dump and servers only, until it is taken away", async () => {
  const path = join(folder, "state");
  const state = { created: "x", targets: ["a:1", "b:1"], blocks: 7, counts: { ...noRestoreCounts(), stored: 12 } };
  assert.equal(await readRestoreState(path, "x", state.targets), undefined);
  await writeRestoreState(path, state);
  assert.deepEqual(await readRestoreState(path, "x", state.targets), state);
  await assert.rejects(readRestoreState(path, "y", state.targets), { code: "USAGE" });
  await assert.rejects(readRestoreState(path, "x", ["b:1", "a:1"]), { code: "USAGE" });
  await removeRestoreState(path);
  assert.equal(await readRestoreState(path, "x", state.targets), undefined);
});

test("files that are no state, and folders that are not there", async () => {
  const path = join(folder, "other");
  for (const text of ["", "[]", '{"format":"memtool.restore-state/2"}', "null"]) {
    writeFileSync(path, text);
    await assert.rejects(readRestoreState(path, "x", []), { code: "USAGE" }, text);
  }
  const state = { created: "x", targets: [], blocks: 0, counts: noRestoreCounts() };
  await assert.rejects(writeRestoreState(join(folder, "no", "state"), state), { code: "USAGE" });
});
