/** Numbers of 64 bits. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { readUint64 } from "../../../../src/cli/request/uint64-word.ts";

it("takes 0 to 2^64-1 exactly", () => {
  assert.equal(readUint64("0", "n"), 0n);
  assert.equal(readUint64("18446744073709551615", "n"), 18446744073709551615n);
  for (const text of ["18446744073709551616", "-1", "1.5", "1e3", "", "0x10", "99999999999999999999"]) {
    assert.throws(() => readUint64(text, "--cas"), /--cas: .* is not a whole number/, text);
  }
});
