/** Draws the prompt with the line being typed, and puts the terminal's own cursor in it. */
import { Box, Text, useCursor } from "ink";
import type { ReactElement } from "react";
import type { PromptLayout } from "./prompt-layout.ts";
import { drawnStyle } from "./theme.ts";

/** The rows of a prompt. It must be the first thing drawn: the cursor is placed from the top. */
export function PromptLine({ layout, hasColor }: { layout: PromptLayout; hasColor: boolean }): ReactElement {
  const { setCursorPosition } = useCursor();
  setCursorPosition({ ...layout.cursor });
  return (
    <Box flexDirection="column">
      {layout.rows.map((row, y) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <Text key={y} wrap="truncate">
          {row.length === 0 ? " " : null}
          {row.map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
            <Text key={index} {...drawnStyle(piece.style, hasColor)}>
              {piece.text}
            </Text>
          ))}
        </Text>
      ))}
    </Box>
  );
}
