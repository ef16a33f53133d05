/** Assertions become BUG errors. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assert as check, unreachable } from "../../../src/base/assert.ts";
import { MemtoolError } from "../../../src/base/errors.ts";

function isBug(message: string) {
  return (error: unknown) => error instanceof MemtoolError && error.code === "BUG" && error.message === message;
}

describe("assert", () => {
  it("lets the truth pass and names what should have held", () => {
    check(true, "never seen");
    assert.throws(() => check(false, "the list is sorted"), isBug("assertion failed: the list is sorted"));
  });
});

describe("unreachable", () => {
  it("names the value nobody expected", () => {
    assert.throws(() => unreachable("purple" as never, "color"), isBug("unreachable color: purple"));
  });
});
