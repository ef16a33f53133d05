/** facts: tables, rows and bars; those of a real run are in bench-facts' test. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Fact, factRow, factTable, progressBar } from "../../../../src/ui/screen/facts.ts";
import type { Row } from "../../../../src/ui/screen/piece-theme.ts";

const text = (row: Row | undefined): string => (row ?? []).map((piece) => piece.text).join("");
const FACTS: readonly Fact[] = [
  { name: "gets", value: "12", style: "plain" },
  { name: "misses", value: "3", style: "bad" },
];

test("a progress bar has halves", () => {
  assert.deepEqual(
    [0, 0.25, 0.5, 1, 2].map((done) => text(progressBar(done, 10))),
    ["──────────", "━━╸───────", "━━━━━─────", "━━━━━━━━━━", "━━━━━━━━━━"],
  );
});

test("a table has its values at the right edge", () => {
  assert.deepEqual(factTable("Requests", FACTS, 12).map(text), ["Requests", "gets      12", "misses     3"]);
});

test("a row has as many facts as fit", () => {
  assert.equal(text(factRow("Now", FACTS, 40)), "Now  gets 12  misses 3");
  assert.equal(text(factRow("Now", FACTS, 20)), "Now  gets 12");
  assert.equal(text(factRow("Now", FACTS, 5)), "");
});
