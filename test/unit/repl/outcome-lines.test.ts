/** What came of requests, in lines. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Reply } from "../../../src/protocol/reply.ts";
import { errorLines, onlyValue, outcomeLines, refusalLines, underAddress } from "../../../src/repl/outcome-lines.ts";
import { parseLine, type Request } from "../../../src/repl/parse-line.ts";
import { fullText, segment } from "../../../src/repl/segments.ts";
import { showQuoted } from "../../../src/repl/show-value.ts";

const style = { width: 80, isScreen: true, showValue: showQuoted, hasTime: false };
const request = parseLine("version") as Request;

function shown(reply: Reply, more: Partial<typeof style> = {}, elapsedMs = 5, reconnected = false): string[] {
  const outcome = { kind: "reply", reply, elapsedMs, reconnected } as const;
  return outcomeLines(outcome, request, { ...style, ...more }, { names: ["h:1"], isNews: false }).map(fullText);
}

test("notes: time, slowness, a new connection, who answered", () => {
  const ok: Reply = { kind: "line", text: "OK" };
  assert.deepEqual(shown(ok), ["OK"]);
  assert.deepEqual(shown(ok, { hasTime: true }), ["OK  (5 ms)"]);
  assert.deepEqual(shown(ok, {}, 2500), ["OK  (2.5 s)"]);
  assert.deepEqual(shown(ok, {}, 5, true), ["reconnected to h:1", "OK"]);
  assert.deepEqual(shown(ok, { isScreen: false, hasTime: true }, 5, true), ["OK"]);
  const two: Reply = {
    kind: "stats",
    entries: [
      { name: "a", value: "1" },
      { name: "b", value: "2" },
    ],
  };
  assert.equal(shown(two, { hasTime: true }).at(-1), "(5 ms)");
  const named = outcomeLines({ kind: "reply", reply: ok, elapsedMs: 1, reconnected: false }, request, style, {
    names: ["h:1"],
    isNews: true,
  });
  assert.deepEqual(named.map(fullText), ["OK  (h:1)"]);
});

test("errors and refusals, escaped", () => {
  assert.deepEqual(errorLines(new MemtoolError("CONNECT", "gone\x1b", { hint: "start it" })).map(fullText), [
    "gone\\e",
    "start it",
  ]);
  assert.deepEqual(refusalLines({ message: "no", hint: "yes" }).map(fullText), ["no  yes"]);
  assert.throws(() => errorLines(new TypeError("a bug")), TypeError);
});

test("under an address: behind it if it fits, else below; in a pipe before every line", () => {
  const lines = [[segment("plain", "x")]];
  assert.deepEqual(underAddress("h:1", lines, style, 5).map(fullText), ["h:1    x"]);
  assert.deepEqual(underAddress("h:1", lines, { ...style, width: 6 }, 5).map(fullText), ["h:1", "x"]);
  assert.deepEqual(underAddress("h:1", lines, { ...style, isScreen: false }, 5).map(fullText), ["h:1\tx"]);
});

test("the bytes of the only value", () => {
  const entry = { key: "k", flags: 0, cas: undefined, value: Buffer.from("v") };
  const get = parseLine("get k") as Request;
  assert.equal(String(onlyValue({ kind: "values", entries: [entry] }, get)), "v");
  assert.equal(onlyValue({ kind: "values", entries: [entry, entry] }, get), undefined);
  assert.equal(onlyValue({ kind: "values", entries: [entry] }, parseLine("get k l m") as Request), undefined);
  assert.equal(onlyValue({ kind: "line", text: "OK" }, get), undefined);
});
