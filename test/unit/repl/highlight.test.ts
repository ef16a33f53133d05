/** Colours and faults of a line while it is typed. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { highlight } from "../../../src/repl/highlight.ts";

/** `<style:text>` for each token; the cursor stands at the end. */
function shown(line: string): string {
  return highlight(line)
    .tokens.map(({ start, end, style }) => `<${style}:${line.slice(start, end)}>`)
    .join("");
}

describe("styles", () => {
  const cases: readonly [string, string][] = [
    ["get a b", "<command:get><key:a><key:b>"],
    ["GET a", "<command:GET><key:a>"],
    ['set k "a b" ttl=5m', '<command:set><key:k><string:"a b"><option:ttl=5m>'],
    ["set k 0 60 hello", "<command:set><key:k><number:0><number:60><string:hello>"],
    ["set k 5", "<command:set><key:k><number:5>"],
    ["stats items", "<command:stats><command:items>"],
    ["mg k v T30", "<command:mg><key:k><option:v><option:T30>"],
    ['set k "open', '<command:set><key:k><string:"open>'],
    ["set k <<E\nbody", "<command:set><key:k><string:<<E><string:\nbody>"],
    ["peek k", "<command:peek><key:k>"],
    ["stats | grep x", "<command:stats><option:| grep x>"],
    ["set k v > out", "<command:set><key:k><string:v><option:> out>"],
    ["repeat 3 get a", "<command:repeat 3 ><command:get><key:a>"],
    ["", ""],
  ];
  for (const [line, expected] of cases) {
    test(JSON.stringify(line), () => assert.equal(shown(line), expected));
  }
});

describe("faults", () => {
  const cases: readonly [string, RegExp | undefined][] = [
    ["nonsense", undefined],
    ["nonsense ", /no command "nonsense"/],
    ["gett a", /did you mean get\?/],
    [`get ${"k".repeat(251)}`, /at most 250 bytes, this one has 251/],
    [`get ${"é".repeat(126)}`, /this one has 252/],
    [`peek ${"k".repeat(251)}`, /at most 250/],
    ["incr k x", undefined],
    ["incr k x ", /delta is a number, not "x"/],
    ["incr k noreply ", undefined],
    ["touch k soon ", /no time/],
    ["touch k 5m ", undefined],
    ["mg k Z", /mg has no flag "Z"/],
    ["mg k Tx", /T takes a number/],
    ["mg k T", undefined],
    ["set k v ttl=x ", /no time to live/],
    ["set k v ttl=", undefined],
    ["set k 0 60", undefined],
    ["set k hello world ", /no option/],
    ["lru_crawler nonsense ", /followed by enable/],
    ["watch fetchers sample 10 ", undefined],
    ['get "\\q', /unknown escape/],
    ["slabs", undefined],
    ["slabs automove 7 ", /none of 0, 1, 2/],
    ["stats nonsense ", undefined],
  ];
  for (const [line, expected] of cases) {
    test(JSON.stringify(line.slice(0, 40)), () => {
      const { fault } = highlight(line);
      if (expected === undefined) {
        assert.equal(fault, undefined);
      } else {
        assert.match(fault ?? "", expected);
      }
    });
  }
});

test("a word is not blamed while the cursor is in it", () => {
  assert.equal(highlight("incr k x", 8).fault, undefined);
  assert.match(highlight("incr k x 1", 10).fault ?? "", /delta/);
});

test("tokens are in order and inside the line, whatever is typed", () => {
  const word = fc.constantFrom(
    "get",
    "set",
    "mg",
    "repeat",
    "3",
    "|",
    ">",
    '"',
    "'",
    "<<E",
    "\n",
    "k",
    "ttl=5",
    "\\",
    "é",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string({ unit: "binary" }))), fc.nat(200), (words, cursor) => {
      const line = words.join(" ");
      let at = 0;
      for (const { start, end } of highlight(line, Math.min(cursor, line.length)).tokens) {
        assert.ok(start >= at && end >= start && end <= line.length, JSON.stringify(line));
        at = end;
      }
    }),
  );
});
