/** Exit codes are a promise to scripts. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ERROR_CODES } from "../../../src/base/errors.ts";
import { EXIT, exitCodeOf } from "../../../src/cli/exit-codes.ts";

describe("exit codes", () => {
  it("are the documented ones", () => {
    assert.deepEqual(EXIT, {
      ok: 0,
      checkFailed: 1,
      usage: 2,
      connect: 3,
      refused: 4,
      bug: 70,
      output: 74,
      hungUp: 129,
      interrupted: 130,
      terminated: 143,
    });
  });
  it("exist for every error, and none is success", () => {
    for (const code of ERROR_CODES) {
      assert.ok(exitCodeOf(code) > 0, code);
    }
    assert.equal(exitCodeOf("USAGE"), 2);
    assert.equal(exitCodeOf("TIMEOUT"), 3);
    assert.equal(exitCodeOf("REFUSED"), 4);
    assert.equal(exitCodeOf("BUG"), 70);
  });
});
