/** Rows of exactly the columns they have, and blocks of them beside each other. */
import type { Row } from "./piece-theme.ts";
import { cutRow, rowWidth } from "./row-fit.ts";

/** A part of the screen. */
export interface Block {
  readonly columns: number;
  readonly rows: readonly Row[];
}

/** The row, cut or filled up with blanks. */
export function padRow(row: Row, columns: number): Row {
  const cut = cutRow(row, columns);
  const blanks = columns - rowWidth(cut);
  return blanks > 0 ? [...cut, { text: " ".repeat(blanks), style: "plain" }] : cut;
}

/** Blocks from left to right as one, as high as the highest, `gap` columns between them. */
export function sideBySide(blocks: readonly Block[], gap: number): Row[] {
  const height = blocks.reduce((most, { rows }) => Math.max(most, rows.length), 0);
  return Array.from({ length: height }, (_, index) =>
    blocks.flatMap(({ columns, rows }, block): Row => {
      const padded = padRow(rows[index] ?? [], columns);
      return block === 0 ? padded : [{ text: " ".repeat(gap), style: "plain" }, ...padded];
    }),
  );
}
