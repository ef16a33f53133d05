/** What `repeat` is told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRepeat, repeatPrefixLength } from "../../../src/repl/repeat.ts";

test("how often, how far apart, what", () => {
  assert.deepEqual(parseRepeat("5 get a"), { count: 5, everyMs: 0, command: "get a" });
  assert.deepEqual(parseRepeat("5 every 250ms get a b"), { count: 5, everyMs: 250, command: "get a b" });
  assert.deepEqual(parseRepeat("2 every 1 mn"), { count: 2, everyMs: 1000, command: "mn" });
  for (const wrong of ["", "get a", "0 get a", "5", "5 every soon get a", "5 every 1s"]) {
    assert.ok("message" in parseRepeat(wrong), wrong);
  }
});

test("where the command in it starts", () => {
  assert.equal(repeatPrefixLength("repeat 5 every 1s ge"), 18);
  assert.equal(repeatPrefixLength("repeat 5 ge"), 9);
  for (const none of ["repeat 5", "get repeat 5 x", "repeat", "repeat 5 ever"]) {
    assert.equal(repeatPrefixLength(none), 0, none);
  }
});
