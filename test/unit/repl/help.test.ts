/** What help says: every command once in the overview, everything about one when asked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../../src/protocol/command-table.ts";
import { helpLines } from "../../../src/repl/help.ts";
import { fullText, plainText } from "../../../src/repl/segments.ts";

const lines = (...words: string[]) => helpLines(words).map(fullText);

test("the overview names every command and fits 80 columns", () => {
  const overview = lines();
  for (const { words } of COMMANDS) {
    assert.ok(
      overview.some((line) => line.startsWith(`  ${words.join(" ")} `)),
      words.join(" "),
    );
  }
  assert.deepEqual(
    overview.filter((line) => line.length > 110),
    [],
  );
});

test("keys are explained to people, not to pipes", () => {
  assert.ok(lines().some((line) => line.includes("Ctrl-R")));
  assert.ok(
    !helpLines([], true)
      .map(plainText)
      .some((line) => line.includes("Ctrl-R")),
  );
});

test("one command: syntax, flags, danger, example, sub-commands", () => {
  assert.deepEqual(lines("touch"), [
    "touch key exptime [noreply]",
    "  Give an item a new expiry time without reading it",
    "  for example  touch greeting 300",
  ]);
  assert.ok(lines("ms").includes("  T<ttl>      time to live in seconds"));
  assert.ok(lines("FLUSH_ALL").includes("  Careful: it makes every item of the server expire."));
  assert.ok(lines("stats").some((line) => line.startsWith("  stats slabs")));
  assert.ok(lines("lru_crawler").some((line) => line.startsWith("  lru_crawler metadump")));
  assert.deepEqual(lines("connect"), ["connect address...", "  Talk to other servers"]);
});

test("an unknown command", () => {
  assert.deepEqual(lines("gett"), ['no command "gett": did you mean get?']);
  assert.deepEqual(lines("\x1b[2J"), ['no command "\\u001b[2j": type help for all of them']);
});
