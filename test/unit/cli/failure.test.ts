/** How anything that was thrown is told. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { describeFailure, failureJson, failureText } from "../../../src/cli/failure.ts";

describe("a failure of the user's or the server's", () => {
  const failure = describeFailure(new MemtoolError("CONNECT", "no answer from a:1", { hint: "start it\nor wait" }));
  it("is one line and its hint", () => {
    assert.equal(failureText(failure, "stats"), "memtool stats: no answer from a:1\n  start it\n  or wait\n");
    assert.equal(failureText(failure, undefined).split(":")[0], "memtool");
    assert.equal(failure.exitCode, 3);
  });
  it("is one JSON object", () => {
    assert.deepEqual(JSON.parse(failureJson(failure)), {
      error: { code: "CONNECT", message: "no answer from a:1", hint: "start it\nor wait" },
    });
    const bare = describeFailure(new MemtoolError("SERVER", "x"));
    assert.deepEqual(JSON.parse(failureJson(bare)), { error: { code: "SERVER", message: "x", hint: null } });
  });
  it("lets no control byte through and leaves written escapes alone", () => {
    const text = failureText(describeFailure(new MemtoolError("SERVER", "said \x1b[2J and \\x07")), "stats");
    assert.equal(text, "memtool stats: said \\e[2J and \\x07\n");
  });
});

describe("a bug", () => {
  it("shows its stack with causes and where to report it", () => {
    const failure = describeFailure(new TypeError("undefined is not a function", { cause: new Error("inner") }));
    assert.equal(failure.code, "BUG");
    assert.equal(failure.exitCode, 70);
    const text = failureText(failure, "bench");
    assert.match(text, /TypeError: undefined is not a function\n +at /);
    assert.match(text, /caused by: Error: inner\n/);
    assert.match(text, /\nmemtool bench: undefined is not a function\n {2}this is a bug in memtool: please report/);
  });
  it("may be anything", () => {
    assert.equal(describeFailure("a string").message, "a string");
    assert.equal(describeFailure(new MemtoolError("BUG", "x")).exitCode, 70);
  });
});
