/** What peek, slabs and nodes found as lines. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Answered } from "../../../src/repl/inspect.ts";
import { nodeLines, peekLines, slabLines } from "../../../src/repl/inspect-lines.ts";
import type { PeekedItem } from "../../../src/repl/peek.ts";
import { fullText } from "../../../src/repl/segments.ts";
import { showQuoted } from "../../../src/repl/show-value.ts";
import { slabRows } from "../../../src/repl/slab-table.ts";
import { fakeShell } from "../../support/fake-shell.ts";
import { ONE_SLAB_CLASS } from "../../support/one-slab-class.ts";
import { peekedItem } from "../../support/peeked-item.ts";

const style = { width: 80, isScreen: true, showValue: showQuoted, hasTime: false, explainFlags: () => "" };
const { nodes } = fakeShell(() => ({ kind: "none" }), { addresses: ["a:1", "long-name:2"] });
const [first, second] = nodes.sessions;
assert.ok(first !== undefined && second !== undefined);
const gone = new MemtoolError("CONNECT", "gone\x1b[m");

test("one node's item has no address; several have theirs, a dead one says why", () => {
  const hit: Answered<PeekedItem | undefined> = { kind: "found", session: first, found: peekedItem() };
  const miss: Answered<PeekedItem | undefined> = { kind: "found", session: second, found: undefined };
  const lost: Answered<PeekedItem | undefined> = {
    kind: "failed",
    session: second,
    outcome: { kind: "failed", error: gone },
  };
  assert.match(peekLines([hit], style).map(fullText)[0] ?? "", /^size +1 byte$/);
  assert.deepEqual(peekLines([miss], style).map(fullText), ["(miss)"]);
  assert.deepEqual(peekLines([miss], { ...style, isScreen: false }), []);
  const both = peekLines([hit, lost], style).map(fullText);
  assert.deepEqual([both[0], both.at(-1)], ["a:1", "long-name:2  gone\\e[m"]);
});

test("slabs as a table, or tab-separated under the address", () => {
  const found = slabRows(ONE_SLAB_CLASS, []);
  const answers = [first, second].map((session) => ({ kind: "found" as const, session, found }));
  assert.match(slabLines(answers.slice(0, 1), style).map(fullText)[0] ?? "", /^class +chunk/);
  const plain = slabLines(answers, { ...style, isScreen: false }).map(fullText);
  assert.match(plain[3] ?? "", /^long-name:2\t1\t96\t/);
});

test("nodes: the chosen ones marked", () => {
  const lines = nodeLines([
    { session: first, number: 1, isChosen: true, answer: { version: "1.6\x07", elapsedMs: 2 } },
    { session: second, number: 2, isChosen: false, answer: gone },
  ]);
  assert.deepEqual(lines.map(fullText), [
    "* 1  a:1          1.6\\x07  in 2 ms",
    "  2  long-name:2  no answer  gone\\e[m",
  ]);
});
