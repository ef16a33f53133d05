/** The last lines of a terminal, drawn again and again in the same place; what is drawn last stays when the program ends. */
import type { Context } from "../context.ts";
import { isLiveTerminal } from "../live-terminal.ts";
import { shownWidth } from "../output/shown-width.ts";

/** See the head of the file. */
export interface Region {
  /** Draws in the place of what was drawn before. @param text whole lines */
  draw(text: string): void;
  /** The next drawing stands below what is there. */
  leave(): void;
  /** Nothing is drawn any more: what did not fit is shown whole, and an echoed ^C goes. */
  end(): void;
}

/** Rows that a line takes: one wider than the terminal is broken by it. */
function rowsOf(line: string, width: number): number {
  return Math.max(1, Math.ceil(shownWidth(line) / width));
}

function moreText(count: number): string {
  return `... ${count} more lines, shown at the end`;
}

/** A text that is taller than the terminal could not be drawn over: its end is left out. */
function fitting(text: string, width: number, height: number): string {
  const lines = text.split("\n").slice(0, -1);
  const rows = lines.map((line) => rowsOf(line, width));
  if (height === 0 || rows.reduce((sum, count) => sum + count, 0) < height) {
    return text;
  }
  let left = height - 1 - rowsOf(moreText(lines.length), width);
  const cut = rows.findIndex((count) => {
    left -= count;
    return left < 0;
  });
  const kept = lines.slice(0, Math.max(0, cut));
  return [...kept, moreText(lines.length - kept.length), ""].join("\n");
}

/** Opens one where the cursor is. Where lines may not be drawn over, each drawing stands whole below the last. */
export function openRegion(context: Context): Region {
  let rowCount = 0;
  let drawnWidth = 0;
  let isFirst = true;
  let whole = "";
  let isCut = false;
  const { stdout } = context;
  const isLive = isLiveTerminal({ isTTY: context.isTerminal }, context.env);
  const put = (text: string, height: number): void => {
    // At another width the terminal has broken the lines anew: nobody knows how many there are.
    const over = isLive && rowCount > 0 && rowCount < height && drawnWidth === context.width;
    const gap = isFirst ? "" : "\n";
    // Keys that were echoed, ^C among them, have moved the cursor.
    stdout.write(over ? `\r\x1b[${rowCount}A\x1b[J${text}` : `${gap}${text}`);
  };
  return {
    draw: (text) => {
      const height = stdout.rows ?? 0;
      const shown = isLive ? fitting(text, context.width, height) : text;
      put(shown, height);
      whole = text;
      isCut = shown !== text;
      rowCount = shown
        .split("\n")
        .slice(0, -1)
        .reduce((sum, line) => sum + rowsOf(line, context.width), 0);
      drawnWidth = context.width;
      isFirst = false;
    },
    leave: () => {
      rowCount = 0;
    },
    end: () => {
      if (isCut) {
        put(whole, stdout.rows ?? 0);
        isCut = false;
      } else if (rowCount > 0 && isLive) {
        stdout.write("\r\x1b[J");
      }
    },
  };
}
