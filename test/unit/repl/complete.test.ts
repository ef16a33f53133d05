/** What Tab offers at each place of a line. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findCommand } from "../../../src/protocol/command-table.ts";
import { argumentAt, commonPrefix, complete } from "../../../src/repl/complete.ts";

const knowledge = {
  keysStartingWith: (prefix: string) => ["user:1", "user:2", "page"].filter((key) => key.startsWith(prefix)),
  addresses: ["127.0.0.1:11211", "cache:1"],
};

function offered(line: string, cursor = line.length): string[] {
  return complete(line, cursor, knowledge).candidates.map((candidate) => candidate.text);
}

describe("complete", () => {
  const cases: readonly [string, string[]][] = [
    ["ge", ["get", "gets"]],
    ["ver", ["version", "verbosity"]],
    ["he", ["help"]],
    ["stats se", ["settings"]],
    ["stats s", ["settings", "slabs", "sizes"]],
    ["lru_crawler m", ["metadump", "mgdump"]],
    ["get us", ["user:1", "user:2"]],
    ["get user:1 p", ["page"]],
    ["gat 60 p", ["page"]],
    ["gat p", []],
    ["mg page T30 ", ["v", "f", "t", "c", "s", "k", "h", "l", "u", "C", "N", "R", "E", "O", "q", "b"]],
    ["stats detail o", ["on", "off"]],
    ["watch fetchers f", []],
    ["watch fetchers m", ["mutations"]],
    ["delete page n", ["noreply"]],
    ["help sta", ["stats"]],
    ["help stats i", ["items"]],
    ["connect 127", ["127.0.0.1:11211"]],
    ['set k 0 0 "us', []],
    ['set k 0 0 "a us', []],
    ["nonsense x", []],
    ["zzz", []],
  ];
  for (const [line, expected] of cases) {
    test(JSON.stringify(line), () => assert.deepEqual(offered(line), expected));
  }

  test("the empty line offers every command once", () => {
    const all = offered("");
    assert.ok(all.includes("get") && all.includes("help"));
    assert.equal(new Set(all).size, all.length);
  });

  test("completes the word at the cursor and says where it stands", () => {
    const found = complete("get us page", 6, knowledge);
    assert.deepEqual({ start: found.start, end: found.end }, { start: 4, end: 6 });
  });

  test("a flag that takes an argument is glued", () => {
    const flag = complete("ms k 5 T", 8, knowledge).candidates[0];
    assert.equal(flag?.glued, true);
    assert.equal(flag?.note, "T<ttl> time to live in seconds");
  });
});

test("commonPrefix", () => {
  const of = (...texts: string[]) => commonPrefix(texts.map((text) => ({ text, note: "" })));
  assert.equal(of("get", "gets"), "get");
  assert.equal(of("metadump", "mgdump"), "m");
  assert.equal(of("a", "b"), "");
  assert.equal(of(), "");
});

test("argumentAt repeats the last argument", () => {
  const get = findCommand(["get"]);
  assert.equal(get && argumentAt(get, 9)?.kind, "key");
  const touch = findCommand(["touch"]);
  assert.equal(touch && argumentAt(touch, 9), undefined);
});
