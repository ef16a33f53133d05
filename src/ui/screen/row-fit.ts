/** Puts pieces into the columns there are: what matters less is shortened or left out first. */
import { displayWidth } from "../display-width.ts";
import type { PieceStyle, Row } from "./piece-theme.ts";

/** A row of one piece. */
export function rowOf(text: string, style: PieceStyle = "plain"): Row {
  return [{ text, style }];
}

/** Columns of a row. */
export function rowWidth(row: Row): number {
  return row.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** Rows side by side as one, `gap` blanks between them. */
export function spaced(rows: readonly Row[], gap: number): Row {
  return rows.flatMap((row, index) =>
    index === 0 ? row : [{ text: " ".repeat(gap), style: "plain" } as const, ...row],
  );
}

/**
 * A title and facts, two blanks between them: the longest of `titles` that leaves room for all facts; then with one blank; at last facts
 * are left out from the end.
 * @param titles the same in different lengths, the longest first
 */
export function fitTitle(titles: readonly string[], facts: readonly Row[], width: number): Row {
  const last = titles.at(-1) ?? "";
  const wholes = [2, 1].flatMap((gap) => titles.map((title) => ({ title, gap, shown: facts })));
  const parts = facts.map((_, index) => ({ title: last, gap: 1, shown: facts.slice(0, facts.length - 1 - index) }));
  const rows = [...wholes, ...parts].map(({ title, gap, shown }) => spaced([rowOf(title, "title"), ...shown], gap));
  return rows.find((row) => rowWidth(row) <= width) ?? rowOf(last.slice(0, width), "title");
}

/** `left` and, at the right edge, `right` if there is room for both and two blanks. */
export function fitEdges(left: Row, right: Row, width: number): Row {
  const blanks = width - rowWidth(left) - rowWidth(right);
  return right.length === 0 || blanks < 2 ? left : [...left, { text: " ".repeat(blanks), style: "plain" }, ...right];
}

/** A row that is too wide without its end, which an ellipsis stands for. */
export function cutRow(row: Row, width: number): Row {
  if (rowWidth(row) <= width) {
    return row;
  }
  let left = width - 1;
  const kept = row.flatMap(({ text, style }) => {
    const piece = { text: beginning(text, left), style };
    left = piece.text.length < text.length ? 0 : left - displayWidth(piece.text);
    return piece.text === "" ? [] : [piece];
  });
  return [...kept, { text: "…", style: kept.at(-1)?.style ?? "plain" }];
}

/** Words over as few lines as fit, at most `linesMax`; what is cut off ends in an ellipsis. */
export function wrapWords(text: string, width: number, linesMax: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  const isCut = lines.length > linesMax;
  return lines
    .slice(0, linesMax)
    .map((line, index) =>
      displayWidth(line) > width || (isCut && index === linesMax - 1) ? `${beginning(line, width - 1)}…` : line,
    );
}

/** As much of the text as fits. */
function beginning(text: string, width: number): string {
  let kept = Array.from(text);
  while (kept.length > 0 && displayWidth(kept.join("")) > width) {
    kept = kept.slice(0, -1);
  }
  return kept.join("");
}

/** A row that sets parts apart. */
export const BLANK_ROW: Row = rowOf(" ");

/** Parts below each other, blank rows between them where there is room. */
export function stacked(parts: readonly (readonly Row[])[], isAiry: boolean): Row[] {
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (isAiry && index > 0 ? [BLANK_ROW, ...part] : part));
}
