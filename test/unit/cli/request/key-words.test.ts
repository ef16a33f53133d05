/** Keys as words. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkKeyWord, checkUtf8 } from "../../../../src/cli/request/key-words.ts";

describe("checkKeyWord", () => {
  it("takes text, and what only base64 can carry", () => {
    for (const key of ["a", "k".repeat(250), "schlüssel", "two words", "a\tb", "ä".repeat(125), " ".repeat(186)]) {
      assert.equal(checkKeyWord(key), key);
    }
  });
  it("names a key that is too long, cut", () => {
    assert.throws(() => checkKeyWord("k".repeat(251)), /it has 251 bytes, more than 250: k{40}\.\.\.$/);
    assert.throws(() => checkKeyWord("ä".repeat(126)), /it has 252 bytes/);
    assert.throws(
      () => checkKeyWord(`\x1b[2J ${"k".repeat(200)}`),
      /it has 205 bytes, more than 186: \\e\[2J k+\.\.\.$/,
    );
    assert.throws(() => checkKeyWord(""), /it is empty$/);
  });
  it("refuses bytes that Node could not read", () => {
    assert.throws(() => checkKeyWord("a\ufffdb"), /the key holds bytes that are not UTF-8/);
  });
});

describe("checkUtf8", () => {
  it("lets text pass", () => {
    checkUtf8("ähnlich 漢", "the value", "");
  });
});
