/** bench-screen: the parts where the layout says, as Ink draws them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { renderToString } from "ink";
import { BenchScreen } from "../../../../src/ui/bench/bench-screen.tsx";
import type { BenchView } from "../../../../src/ui/bench/bench-view.ts";
import { rowOf } from "../../../../src/ui/screen/row-fit.ts";

const VIEW: BenchView = {
  columns: 18,
  head: [rowOf("head")],
  main: [rowOf("chart"), rowOf("chart")],
  side: { columns: 4, rows: [rowOf("side")] },
  mainColumns: 8,
  foot: [[{ text: "good", style: "good" }, ...rowOf(" foot")]],
};

function lines(view: BenchView, rows: number): string[] {
  const frame = renderToString(<BenchScreen view={view} rows={rows} hasColor={false} />, { columns: 20 });
  return stripVTControlCharacters(frame).split("\n");
}

test("the foot stands at the bottom, the side beside the charts, a column is free at the left", () => {
  assert.deepEqual(lines(VIEW, 5), [" head", " chart     side", " chart", "", " good foot"]);
});

test("one line alone begins at the edge", () => {
  assert.deepEqual(lines({ ...VIEW, main: [], side: undefined, foot: [] }, 1), ["head"]);
});

test("what is too wide is cut off, and a row without text is one all the same", () => {
  const wide = { ...VIEW, main: [rowOf("a chart too wide"), [], rowOf("chart")] };
  assert.deepEqual(lines(wide, 6).slice(1, 4), [" a chart…  side", "", " chart"]);
});

test("what is too high is cut off, not drawn over the rest of the terminal", () => {
  const main = Array.from({ length: 9 }, (_, row) => rowOf(`row ${row}`));
  assert.equal(lines({ ...VIEW, main }, 4).length, 4);
});
