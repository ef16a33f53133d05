/** cli/keys/move-summary.ts: sentences, objects and exit codes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import {
  concludeMove,
  restoreJson,
  restoreSentence,
  sourceJson,
  sourceSentence,
} from "../../../../src/cli/keys/move-summary.ts";
import { createTestContext } from "../../../support/test-context.ts";

const SOURCE = { chosen: 1200, taken: 1190, known: 0, gone: 7, expired: 3, unreadable: 0, hidden: 0 };
const RESTORE = { stored: 5, storedBytes: 2048, notStored: 1, expired: 0, tooLarge: 2, failed: 0 };

test("what there is none of is not said to people, and said to scripts", () => {
  assert.equal(
    sourceSentence(SOURCE, "dumped"),
    "1,190 items dumped of 1,200 keys, 7 gone meanwhile, 3 expired meanwhile",
  );
  assert.equal(restoreSentence(RESTORE), "5 items stored (2 KiB), 1 there already, 2 too large");
  assert.deepEqual(sourceJson(SOURCE), {
    keys: 1200,
    items: 1190,
    known: 0,
    gone: 7,
    expired: 3,
    unreadable: 0,
    hidden: 0,
  });
  assert.deepEqual(restoreJson(RESTORE), {
    stored: 5,
    stored_bytes: 2048,
    not_stored: 1,
    expired: 0,
    too_large: 2,
    failed: 0,
  });
});

test("exit codes: the worst failure, else whether something is missing", () => {
  const { context, stderrText } = createTestContext();
  const refused = new MemtoolError("REFUSED", "no");
  const gone = new MemtoolError("CONNECT", "gone");
  assert.equal(concludeMove([], 2, false, "keys dump", context), 0);
  assert.equal(concludeMove([], 2, true, "keys dump", context), 1);
  assert.equal(concludeMove([refused], 2, false, "keys dump", context), 4);
  assert.equal(concludeMove([refused, gone], 3, true, "keys dump", context), 3);
  assert.match(stderrText(), /memtool keys dump: no\n[\s\S]*memtool keys dump: gone/);
  assert.throws(() => concludeMove([gone], 1, false, "keys dump", context), gone);
});
