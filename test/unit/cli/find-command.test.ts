/** Commands of one word and of two. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { commandsOf, findCommand } from "../../../src/cli/find-command.ts";

const load = async () => {
  throw new Error("finding a command does not load it");
};
const KEYS = { name: "keys", describe: "all about keys" };
const STATS = { name: "stats", describe: "show", load };
const LIST = { name: "keys list", describe: "list", load };
const HOT = { name: "keys hot", describe: "hottest", load };
const INDEX = { commands: [STATS, LIST, HOT], groups: [KEYS] };

function unknown(message: string, hint: string) {
  return (error: unknown): boolean =>
    error instanceof MemtoolError && error.code === "USAGE" && error.message === message && error.hint === hint;
}

describe("findCommand", () => {
  it("takes one word or two", () => {
    assert.deepEqual(findCommand(["stats", "items"], INDEX), { kind: "command", entry: STATS, wordCount: 1 });
    assert.deepEqual(findCommand(["keys", "hot", "a:1"], INDEX), { kind: "command", entry: HOT, wordCount: 2 });
  });
  it("a group alone is a group, also in front of an option", () => {
    for (const words of [["keys"], ["keys", "--help"]]) {
      assert.deepEqual(findCommand(words, INDEX), { kind: "group", group: KEYS });
    }
  });
  it("says what may have been meant", () => {
    assert.throws(
      () => findCommand(["sttas"], INDEX),
      unknown('there is no command "sttas"', "did you mean memtool stats?"),
    );
    assert.throws(
      () => findCommand(["xyzzy"], INDEX),
      unknown('there is no command "xyzzy"', "the commands are stats, keys"),
    );
    assert.throws(
      () => findCommand(["keys", "lsit"], INDEX),
      unknown('there is no command "keys lsit"', "did you mean memtool keys list?"),
    );
    assert.throws(
      () => findCommand(["keys", "127.0.0.1:1"], INDEX),
      unknown('there is no command "keys 127.0.0.1:1"', "keys has list, hot"),
    );
    assert.throws(
      () => findCommand(["list"], INDEX),
      (error: unknown) => error instanceof MemtoolError && !/did you mean/.test(error.hint ?? ""),
    );
  });
});

describe("commandsOf", () => {
  it("lists those of the group, in order", () => {
    assert.deepEqual(commandsOf(KEYS, INDEX), [LIST, HOT]);
  });
});

describe("a command of one word with others beside it", () => {
  const serve = { name: "serve", describe: "serve", load };
  const verify = { name: "serve verify", describe: "verify", load };
  const index = { commands: [serve, verify], groups: [] };
  it("takes any word but theirs", () => {
    assert.deepEqual(findCommand(["serve", "verify", "x"], index), { kind: "command", entry: verify, wordCount: 2 });
    for (const words of [["serve"], ["serve", "stray"], ["serve", "-p", "verify"], ["serve", "verif"]]) {
      assert.deepEqual(findCommand(words, index), { kind: "command", entry: serve, wordCount: 1 });
    }
  });
});
