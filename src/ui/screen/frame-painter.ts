/**
 * Paints whole frames on the terminal's alternate screen, so that what was on the terminal before is there again afterwards. A frame is
 * written over the one before it, without clearing in between: nothing flickers, and what others wrote meanwhile is gone. Ink's own way
 * of redrawing would not do: it counts lines up from the cursor, and clears the scrollback when a frame fills the terminal.
 */

/** Switches to the alternate screen and hides the cursor (xterm's private modes 1049 and 25). */
export const OPEN_SCREEN = "\x1b[?1049h\x1b[?25l\x1b[2J\x1b[H";

/** Takes both back. */
export const CLOSE_SCREEN = "\x1b[?25h\x1b[?1049l";

/** Clears what a terminal of another size showed. */
export const CLEAR_SCREEN = "\x1b[2J";

/** The terminal shows what is between these at once, if it can (private mode 2026). */
const BEGIN_UPDATE = "\x1b[?2026h";
const END_UPDATE = "\x1b[?2026l";

const HOME = "\x1b[H";
const CLEAR_TO_LINE_END = "\x1b[K";
const CLEAR_TO_SCREEN_END = "\x1b[J";

/** What paints `frame`, whose lines must not reach the last column. */
export function paintFrame(frame: string): string {
  const lines = frame.split("\n").map((line) => line + CLEAR_TO_LINE_END);
  return BEGIN_UPDATE + HOME + lines.join("\r\n") + CLEAR_TO_SCREEN_END + HOME + END_UPDATE;
}
