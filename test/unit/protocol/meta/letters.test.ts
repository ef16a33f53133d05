/** Sets of flag letters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FLAG, isLower, KNOWN_LOWER, KNOWN_UPPER, letterBit, maskOf } from "../../../../src/protocol/meta/letters.ts";
import { Request } from "../../../../src/protocol/request.ts";

test("every letter has its own bit, and Request.hasFlag agrees", () => {
  for (const [name, letter] of Object.entries(FLAG)) {
    const request = new Request(1);
    if (isLower(letter)) {
      request.flagsLower = letterBit(letter);
    } else {
      request.flagsUpper = letterBit(letter);
    }
    const seen = Object.values(FLAG).filter((other) => request.hasFlag(other));
    assert.deepEqual(seen, [letter], name);
  }
});

test("the known letters are those of the table and the mask of a text is the set of its letters", () => {
  const letters = Object.values(FLAG).map((letter) => String.fromCharCode(letter));
  assert.equal(maskOf(letters.filter((letter) => letter >= "a").join("")), KNOWN_LOWER);
  assert.equal(maskOf(letters.filter((letter) => letter < "a").join("")), KNOWN_UPPER);
});
