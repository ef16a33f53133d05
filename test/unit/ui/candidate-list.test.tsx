/** The candidate list as Ink draws it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { renderToString } from "ink";
import { CandidateList } from "../../../src/ui/candidate-list.tsx";

test("cells side by side, the note behind them", () => {
  const rows = [
    { cells: [{ text: "get ", isSelected: false }], note: "Read" },
    {
      cells: [
        { text: "a", isSelected: true },
        { text: "b", isSelected: false },
      ],
      note: "",
    },
  ];
  assert.equal(
    renderToString(<CandidateList rows={rows} hasColor={false} />)
      .replace(/\[\d+m/g, "")
      .replaceAll("\x1b", ""),
    "  get   Read\n  a  b",
  );
});
