/** Draws the completion candidates under the prompt. */
import { Box, Text } from "ink";
import type { ReactElement } from "react";
import type { CandidateRow } from "./candidate-layout.ts";
import { drawnStyle } from "./theme.ts";

/** The rows of a candidate list. */
export function CandidateList({ rows, hasColor }: { rows: readonly CandidateRow[]; hasColor: boolean }): ReactElement {
  return (
    <Box flexDirection="column">
      {rows.map((row, y) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <Text key={y} wrap="truncate">
          {row.cells.map((cell) => (
            <Text key={cell.text}>
              {"  "}
              <Text {...drawnStyle(cell.isSelected ? "selected" : "candidate", hasColor)}>{cell.text}</Text>
            </Text>
          ))}
          <Text {...drawnStyle("ghost", hasColor)}>{row.note === "" ? "" : `  ${row.note}`}</Text>
        </Text>
      ))}
    </Box>
  );
}
