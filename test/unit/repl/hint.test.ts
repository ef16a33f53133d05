/** The grey rest of the syntax behind the line being typed. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findCommand } from "../../../src/protocol/command-table.ts";
import { hintFor, syntaxOf } from "../../../src/repl/hint.ts";

describe("hintFor", () => {
  const cases: readonly [string, string][] = [
    ["", ""],
    ["ge", ""],
    ["get", " key [key...]"],
    ["get ", "key [key...]"],
    ["GET ", "key [key...]"],
    ["get a ", "[key...]"],
    ["set", " key value [ttl=5m] [flags=1] [cas=N]"],
    ["set k ", "value [ttl=5m] [flags=1] [cas=N]"],
    ["set k v ", "[ttl=5m] [flags=1] [cas=N]"],
    ["set k v ttl=5 ", "[flags=1] [cas=N]"],
    ["set k 0 ", '[ttl=5m] [flags=1] [cas=N] | exptime "value"|bytes'],
    ["set k 0 0 ", '"value"|bytes [noreply]'],
    ["incr n ", "[delta] [noreply]"],
    ["repeat 3 every 1s get ", "key [key...]"],
    ["keys", " [pattern] [limit]"],
    ["slabs ", "reassign|automove"],
    ['set k 0 60 "a b" ', "[noreply]"],
    ['set k 0 60 "a b', ""],
    ["incr n 1 ", "[noreply]"],
    ["incr n 1 noreply ", ""],
    ["mg k ", "[flags vftcskhluCTNREOqb]"],
    ["mg k v t ", "[flags fcskhluCTNREOqb]"],
    ["mg k v", ""],
    ["stats", " [settings|items|slabs|sizes|conns|detail|cachedump|reset]"],
    ["stats cachedump ", "class limit"],
    ["lru_crawler ", "enable|disable|crawl|sleep|tocrawl|metadump|mgdump"],
    ["lru_crawler metadump ", "classes|all|hash"],
    ["help ", "[command]"],
    ["connect", " address..."],
    ["mn", ""],
    ["nonsense ", ""],
  ];
  for (const [line, expected] of cases) {
    test(JSON.stringify(line), () => assert.equal(hintFor(line), expected));
  }
});

test("syntaxOf shows the whole syntax", () => {
  const set = findCommand(["set"]);
  assert.equal(set && syntaxOf(set), 'set key flags exptime "value"|bytes [noreply]');
});
