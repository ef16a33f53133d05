/** Random commands are as wide as they claim: what is compared has every verb, every flag, and every kind of mistake. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { KNOWN_LOWER, KNOWN_UPPER, letterBit } from "../../../src/protocol/meta/letters.ts";
import { anyCommand, bytesOf } from "../../support/command-generator.ts";
import type { GeneratedCommand } from "../../support/command-parts.ts";
import { knownDifferenceOf } from "../../support/known-differences.ts";

const compared = fc
  .sample(anyCommand, { numRuns: 20_000, seed: 1 })
  .filter((command) => knownDifferenceOf(command, "1.6.18") === undefined);

/** How many of the commands that are compared match. */
function count(matches: (command: GeneratedCommand, line: string) => boolean): number {
  return compared.filter((command) => matches(command, command.words.join(" "))).length;
}

test("every verb", () => {
  const verbs =
    "get gets gat gats set add replace append prepend cas delete incr decr touch flush_all verbosity version";
  for (const verb of `${verbs} stats lru lru_crawler watch refresh_certs quit mg ms md ma me mn`.split(" ")) {
    assert.ok(count(({ words }) => words[0] === verb) >= 5, verb);
  }
});

/** Letters that one verb of 1.6.18 answers otherwise altogether; each is a known difference. */
const NEVER_COMPARED: Readonly<Record<string, string>> = { mg: "xE", ms: "xEs", md: "xE", ma: "xET", me: "" };

for (const [verb, never] of Object.entries(NEVER_COMPARED)) {
  test(`every flag of ${verb}`, () => {
    const letters = verb === "me" ? [..."kOqbz"] : [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"];
    for (const letter of letters) {
      const known = letter >= "a" ? KNOWN_LOWER : KNOWN_UPPER;
      const isKnown = verb === "me" || (known & letterBit(letter.charCodeAt(0))) !== 0;
      if (!isKnown || never.includes(letter)) continue;
      const flagsStart = verb === "ms" ? 3 : 2;
      const found = count(
        ({ words }) => words[0] === verb && words.slice(flagsStart).some((word) => word.startsWith(letter)),
      );
      assert.ok(found >= 2, `${verb} with ${letter}`);
    }
  });
}

describe("every kind of mistake, and what is rare", () => {
  const KINDS: readonly (readonly [string, (command: GeneratedCommand, line: string) => boolean])[] = [
    ["a data block with a wrong end", ({ data }) => data?.subarray(-2).equals(Buffer.from("!!")) === true],
    ["a byte count that is none", (_, line) => /^(?:set|add|cas|append) a 0 0 (?:-1|x)/.test(line)],
    ["a DATALEN that is none", (_, line) => /^ms \S+ (?:-1|x)/.test(line)],
    ["a value of several chunks", ({ data }) => data !== undefined && data.length > 524_288 && data.length < 1_048_000],
    ["a value that is too large", ({ data }) => data !== undefined && data.length > 1_048_576],
    ["an empty value", ({ data }) => data?.length === 2],
    ["a key that is too long", ({ words }) => words.some((word) => word.length === 251)],
    ["a key in base64", ({ words }) => /^m[gsda]$/.test(words[0] ?? "") && words.includes("b")],
    ["a key that is no base64", ({ words }) => words[1] === "Zm9v=" && words.includes("b")],
    ["noreply", ({ words }) => words.at(-1) === "noreply"],
    ["a number that is none", (_, line) => /^(?:incr|decr) \S+ x/.test(line)],
    ["a mode that is none", ({ words }) => words[0] === "ms" && words.includes("MX")],
    ["the right cas", (_, line) => line.includes("{cas}")],
    ["an HTTP request", (_, line) => line === "GET / HTTP/1.1"],
    ["a bare LF", ({ lineEnd }) => lineEnd === "\n"],
    ["more spaces", ({ gap, tail }) => gap === "  " || tail === " "],
    ["many keys", ({ words }) => words.length > 100],
    ["a line of more than 2 KiB that is no get", ({ mayEnd }, line) => mayEnd === true && line.length > 2048],
    ["a command that ends the connection", ({ words }) => words[0] === "quit"],
  ];
  for (const [what, matches] of KINDS) {
    test(what, () => assert.ok(count(matches) >= 2));
  }
});

test("a command is spelled as it says, with the cas it asks for", () => {
  const command = { words: ["cas", "a", "0", "0", "1", "{cas}"], data: Buffer.from("x\r\n"), lineEnd: "\n" as const };
  assert.equal(bytesOf({ ...command, gap: "  ", tail: " " }, "77").toString(), "cas  a  0  0  1  77 \nx\r\n");
});
