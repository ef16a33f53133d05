/** Draws the live screen of a load with Ink: the parts are laid out by it, their rows are ready. */
import { Box, Text, Transform } from "ink";
import type { ReactElement } from "react";
import { paintRow, type Row } from "../screen/piece-theme.ts";
import { cutRow } from "../screen/row-fit.ts";
import { SIDE_GAP } from "./bench-layout.ts";
import type { BenchView } from "./bench-view.ts";

/**
 * Rows of a part, cut to its width. Ink is given blanks of that size, which a transform replaces: it measures every text it is given,
 * which takes long for braille, and remembers each for ever, which in a run of hours would be hundreds of megabytes.
 */
function Rows({ rows, columns, hasColor }: { rows: readonly Row[]; columns: number; hasColor: boolean }) {
  if (rows.length === 0) {
    return null;
  }
  const blanks = new Array<string>(rows.length).fill(" ".repeat(columns)).join("\n");
  const paint = (_: string, index: number): string => paintRow(cutRow(rows[index] ?? [], columns), hasColor);
  return (
    <Transform transform={paint}>
      <Text>{blanks}</Text>
    </Transform>
  );
}

/** The screen, a column away from the left edge. `rows` is the height of the terminal: the foot stands at its bottom. */
export function BenchScreen({
  view,
  rows,
  hasColor,
}: {
  view: BenchView;
  rows: number;
  hasColor: boolean;
}): ReactElement {
  const { columns, head, main, side, mainColumns, foot } = view;
  return (
    <Box flexDirection="column" height={rows} paddingLeft={foot.length === 0 ? 0 : 1}>
      <Rows rows={head} columns={columns} hasColor={hasColor} />
      <Box flexGrow={1}>
        <Rows rows={main} columns={mainColumns} hasColor={hasColor} />
        {side === undefined ? null : (
          <Box marginLeft={SIDE_GAP}>
            <Rows rows={side.rows} columns={side.columns} hasColor={hasColor} />
          </Box>
        )}
      </Box>
      <Rows rows={foot} columns={columns} hasColor={hasColor} />
    </Box>
  );
}
