/** The one error type. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ERROR_CODES, MemtoolError, messageOf } from "../../../src/base/errors.ts";

describe("MemtoolError", () => {
  it("carries code, message, hint and cause", () => {
    const cause = new Error("inner");
    const error = new MemtoolError("CONNECT", "outer", { cause, hint: "try again" });
    assert.deepEqual([error.code, error.message, error.hint, error.cause], ["CONNECT", "outer", "try again", cause]);
    assert.ok(error instanceof Error && error.name === "MemtoolError");
  });
  it("has no cause and no hint unless given", () => {
    const error = new MemtoolError("BUG", "plain");
    assert.equal(error.hint, undefined);
    assert.ok(!("cause" in error));
  });
  it("knows each code once", () => {
    assert.equal(new Set(ERROR_CODES).size, ERROR_CODES.length);
  });
});

describe("messageOf", () => {
  it("reads errors and anything else", () => {
    assert.equal(messageOf(new Error("x")), "x");
    assert.equal(messageOf("y"), "y");
    assert.equal(messageOf(undefined), "undefined");
  });
});
