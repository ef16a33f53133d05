/** The pager: rows, keys, search, size. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fullText, segment } from "../../../src/repl/segments.ts";
import {
  openPager,
  type PagerState,
  pageRows,
  pagerKey,
  pagerStatus,
  resizePager,
  wrapLines,
} from "../../../src/ui/pager.ts";

const lines = Array.from({ length: 50 }, (_, index) => [segment("plain", `line ${index}`)]);

function press(pager: PagerState, ...names: string[]): PagerState | undefined {
  let next: PagerState | undefined = pager;
  for (const name of names) {
    const key = name.length === 1 ? ({ kind: "text", text: name } as const) : ({ kind: "key", name } as const);
    next = next === undefined ? undefined : pagerKey(next, key);
  }
  return next;
}

test("keys move within the reply", () => {
  const pager = openPager(lines, 80, 12);
  assert.equal(pageRows(pager), 10);
  const cases: readonly [readonly string[], number][] = [
    [[" "], 10],
    [["page-down", "page-down", "b"], 10],
    [["j", "down", "enter"], 3],
    [["k"], 0],
    [["G"], 40],
    [["G", " "], 40],
    [["end", "home"], 0],
    [["x", "C-z"], 0],
  ];
  for (const [keys, top] of cases) {
    assert.equal(press(pager, ...keys)?.top, top, keys.join(" "));
  }
  for (const leaving of ["q", "C-c", "C-d", "escape"]) {
    assert.equal(press(pager, leaving), undefined);
  }
});

test("search goes on from where one is, n to the next", () => {
  const pager = openPager(lines, 80, 12);
  const found = press(pager, "/", ..."LINE 2", "enter");
  assert.equal(found?.top, 2);
  assert.equal(press(found as PagerState, "n")?.top, 20);
  assert.equal(pagerStatus(press(pager, "/", "a", "b", "backspace") as PagerState), "/a");
  assert.equal(pagerKey(pager, { kind: "text", text: "/LINE 3" })?.query, "LINE 3");
  assert.equal(press(pager, "/", "q", "escape")?.isTyping, false);
  assert.equal(press(pager, "/", ..."nowhere", "enter")?.top, 0);
});

test("the status line says where one is", () => {
  assert.match(pagerStatus(openPager(lines, 80, 12)), /^rows 1-10 of 50 \(20 %\)/);
});

test("long lines become rows, wide characters whole, styles kept", () => {
  const wrapped = wrapLines([[segment("key", "abc"), segment("value", "漢字漢")], [segment("plain", "x")]], 4);
  assert.deepEqual(wrapped.map(fullText), ["abc", "漢字", "漢", "x"]);
  assert.deepEqual(
    wrapped[1]?.map(({ style }) => style),
    ["value"],
  );
});

test("another size keeps the place", () => {
  const pager = press(openPager(lines, 80, 12), "G") as PagerState;
  const resized = resizePager(pager, { columns: 3, rows: 12 });
  assert.ok(resized.rows.length >= 100);
  assert.equal(fullText(resized.rows[resized.top] ?? []), "lin");
  assert.equal(fullText(resized.rows[resized.top + 2] ?? []), "0");
});

test("another size keeps the place in one line of many rows", () => {
  const long = [[segment("plain", "x".repeat(1000))]];
  const pager = scrolled(openPager(long, 10, 12), 50);
  assert.equal(resizePager(pager, { columns: 5, rows: 12 }).top, 100);
  assert.equal(resizePager(pager, { columns: 20, rows: 12 }).top, 25);
  assert.equal(resizePager(openPager([], 10, 12), { columns: 5, rows: 12 }).top, 0);
});

function scrolled(pager: PagerState, rows: number): PagerState {
  return press(pager, ...Array.from({ length: rows }, () => "j")) as PagerState;
}
