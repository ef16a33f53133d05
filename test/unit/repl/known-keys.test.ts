/** Keys seen: bounded, the oldest forgotten first, only what can be typed is offered. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KnownKeys } from "../../../src/repl/known-keys.ts";

test("forgets the oldest; a key seen again is new", () => {
  const keys = new KnownKeys(2);
  keys.add("a");
  keys.add("b");
  keys.add("a");
  keys.add("c");
  assert.deepEqual(keys.startingWith(""), ["a", "c"]);
  keys.clear();
  assert.deepEqual(keys.startingWith(""), []);
});

test("offers only keys that can be typed as one word and are safe to show", () => {
  const keys = new KnownKeys();
  for (const key of ["user:1", "ü", "a b", '"q', "\x1b[2J", "x\u202ey", 'in"side']) {
    keys.add(key);
  }
  assert.deepEqual(keys.startingWith(""), ['in"side', "user:1", "ü"]);
  assert.deepEqual(keys.startingWith("us"), ["user:1"]);
});
