/** The last lines of a terminal, drawn again and again in the same place; what is drawn last stays when the program ends. */
import type { Context } from "../context.ts";
import { isLiveTerminal } from "../live-terminal.ts";

/** See the head of the file. */
export interface Region {
  /** Draws in the place of what was drawn before. @param text whole lines */
  draw(text: string): void;
  /** The next drawing stands below what is there. */
  leave(): void;
  /** Nothing is drawn any more: what did not fit is shown whole, and an echoed ^C goes. */
  end(): void;
}

/** A text that is taller than the terminal could not be drawn over: its end is left out. */
function fitting(text: string, height: number): string {
  const lines = text.split("\n").slice(0, -1);
  if (lines.length < height || height === 0) {
    return text;
  }
  const kept = lines.slice(0, Math.max(0, height - 2));
  return [...kept, `... ${lines.length - kept.length} more lines, shown at the end`, ""].join("\n");
}

/** Opens one where the cursor is. Where lines may not be drawn over, each drawing stands whole below the last. */
export function openRegion(context: Context): Region {
  let lineCount = 0;
  let drawnWidth = 0;
  let isFirst = true;
  let whole = "";
  let isCut = false;
  const { stdout } = context;
  const isLive = isLiveTerminal({ isTTY: context.isTerminal }, context.env);
  const put = (text: string, height: number): void => {
    // At another width the terminal has broken the lines anew: nobody knows how many there are.
    const over = isLive && lineCount > 0 && lineCount < height && drawnWidth === context.width;
    const gap = isFirst ? "" : "\n";
    // Keys that were echoed, ^C among them, have moved the cursor.
    stdout.write(over ? `\r\x1b[${lineCount}A\x1b[J${text}` : `${gap}${text}`);
  };
  return {
    draw: (text) => {
      const height = stdout.rows ?? 0;
      const shown = isLive ? fitting(text, height) : text;
      put(shown, height);
      whole = text;
      isCut = shown !== text;
      lineCount = shown.split("\n").length - 1;
      drawnWidth = context.width;
      isFirst = false;
    },
    leave: () => {
      lineCount = 0;
    },
    end: () => {
      if (isCut) {
        put(whole, stdout.rows ?? 0);
        isCut = false;
      } else if (lineCount > 0 && canRedraw(context)) {
        stdout.write("\r\x1b[J");
      }
    },
  };
}
