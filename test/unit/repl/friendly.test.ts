/** The friendly form is told apart from memcached's own, and becomes it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isClassicForm, readFriendly, readOption } from "../../../src/repl/friendly.ts";
import { parseLine } from "../../../src/repl/parse-line.ts";
import { quoteWord, splitWords } from "../../../src/repl/words.ts";

const now = () => 0;

test("two bare numbers behind the key, and more behind them: memcached's own form", () => {
  const forms: readonly [string, boolean][] = [
    ["set k 0 60 5", true],
    ["set k 0 60 hello", true],
    ["set k +1 -1 x", true],
    ["set k 0 60", false],
    ["set k hello", false],
    ['set k "0" 60 5', false],
    ["set k 0 ttl=60 x", false],
  ];
  for (const [line, expected] of forms) {
    assert.equal(isClassicForm(splitWords(line).words), expected, line);
  }
});

test("options, each with what may be wrong with it", () => {
  assert.deepEqual(readOption("ttl=5m", false, now), { ttl: 300 });
  assert.deepEqual(readOption("FLAGS=4294967295", false, now), { flags: 4294967295 });
  assert.deepEqual(readOption("cas=18446744073709551615", false, now), { cas: "18446744073709551615" });
  for (const wrong of ["ttl=", "ttl=x", "flags=-1", "flags=4294967296", "cas=x", "size=1", "x"]) {
    assert.ok("message" in readOption(wrong, false, now), wrong);
  }
  assert.ok("message" in readOption("ttl=5", true, now), "in quotes it is no option");
});

test("a value from a file is named, its line waits for the length", () => {
  const friendly = readFriendly("set", splitWords("set k @dir/photo.png flags=3").words, now);
  assert.ok(!("message" in friendly) && "path" in friendly.value);
  assert.equal(friendly.value.path, "dir/photo.png");
  assert.equal(
    friendly
      .words(7)
      .map((word) => Buffer.from(word).toString())
      .join(" "),
    "set k 3 0 7",
  );
});

test("any value and key arrive as they were typed", () => {
  const key = fc.string({ unit: fc.constantFrom("a", "é", "漢", ":", "1", "@", '"'), minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(key, fc.uint8Array(), (name, value) => {
      const typedKey = quoteWord(Buffer.from(name));
      const parsed = parseLine(`set ${typedKey} "${quoteWord(value).replace(/^"|"$/g, "")}" flags=7 ttl=9`);
      assert.ok(parsed.kind === "request", JSON.stringify(parsed));
      assert.deepEqual([...(parsed.value ?? [])], [...value]);
      assert.equal(Buffer.from(parsed.line).toString(), `set ${name} 7 9 ${value.length}`);
    }),
  );
});
