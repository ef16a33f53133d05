/** Draws the pager. */
import { Box, Text } from "ink";
import type { ReactElement } from "react";
import { type PagerState, pageRows, pagerStatus } from "./pager.ts";
import { paintLine } from "./theme.ts";

/** The rows that are seen, and the status line. Ink takes text that is painted already. */
export function PagerView({ pager, hasColor }: { pager: PagerState; hasColor: boolean }): ReactElement {
  const seen = pager.rows.slice(pager.top, pager.top + pageRows(pager));
  const text = seen.map((line) => paintLine(line, hasColor) || " ").join("\n");
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">{text}</Text>
      <Text inverse wrap="truncate">
        {pagerStatus(pager)}
      </Text>
    </Box>
  );
}
