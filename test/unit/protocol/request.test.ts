/** The reusable request's few questions. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isStorage, OP, Request } from "../../../src/protocol/request.ts";

describe("isStorage", () => {
  it("is true for the six verbs with a data block, and no other", () => {
    const storage = Object.entries(OP).flatMap(([name, op]) => (isStorage(op) ? [name] : []));
    assert.deepEqual(storage, ["set", "add", "replace", "append", "prepend", "cas"]);
  });
});

describe("Request", () => {
  it("knows flags by letter, small and capital apart", () => {
    const request = new Request(0);
    request.flagsLower = 1 | (1 << 25);
    request.flagsUpper = 1 << 19;
    const letters = "azTAZt".split("").map((letter) => request.hasFlag(letter.charCodeAt(0)));
    assert.deepEqual(letters, [true, true, true, false, false, false]);
  });
  it("keeps its seed as the signed integer that hashes use", () => {
    assert.equal(new Request(0xffffffff).hashSeed, -1);
  });
});
