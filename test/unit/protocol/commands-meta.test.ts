/** The flags of the meta commands against memcached's protocol.txt. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { META_COMMANDS, META_REPLY_MARKS } from "../../../src/protocol/commands-meta.ts";

function letters(name: string): string {
  const command = META_COMMANDS.find(({ words }) => words[0] === name);
  return (command?.metaFlags ?? [])
    .map(({ letter }) => letter)
    .sort()
    .join("");
}

test("the letters of each command", () => {
  assert.equal(letters("mg"), "CENORTbcfhklqstuv");
  assert.equal(letters("ms"), "CEFIMNOTbckqs");
  assert.equal(letters("md"), "CEIOTbkqx");
  assert.equal(letters("ma"), "CDEJMNOTbckqtv");
  assert.equal(letters("me"), "b");
  assert.equal(letters("mn"), "");
});

test("a capital takes an argument, except I; small letters take none", () => {
  for (const { metaFlags = [] } of META_COMMANDS) {
    for (const { letter, argument } of metaFlags) {
      assert.equal(argument !== undefined, /[A-HJ-Z]/.test(letter), letter);
    }
  }
});

test("the marks of a reply", () => assert.deepEqual(Object.keys(META_REPLY_MARKS), ["W", "X", "Z"]));
