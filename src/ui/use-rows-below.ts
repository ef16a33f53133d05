/** Keeps rows free below the cursor when the terminal's size changes. */
import { useStdout } from "ink";
import { useEffect, useRef } from "react";

/** Where the cursor stands in what is drawn: its column, and how many rows the drawing goes on below, from 0. */
export interface CursorPlace {
  readonly x: number;
  readonly rowsBelow: number;
}

/** Goes down `rowsBelow` rows, which scrolls where there are none, and comes back (ECMA-48 CUU and CHA). */
export function makeRoom({ x, rowsBelow }: CursorPlace): string {
  return rowsBelow === 0 ? "" : `${"\n".repeat(rowsBelow)}\x1b[${rowsBelow}A\x1b[${x + 1}G`;
}

/**
 * A terminal that becomes lower may drop the empty rows below the cursor. Ink would go down as many rows as it has drawn, not get
 * that far, and then erase as many rows too high: output above the prompt. So the rows are made again before Ink hears of it.
 */
export function useRowsBelow(place: CursorPlace): void {
  const { stdout } = useStdout();
  const latest = useRef(place);
  latest.current = place;
  useEffect(() => {
    const onResize = () => stdout.write(makeRoom(latest.current));
    stdout.prependListener("resize", onResize);
    return () => {
      stdout.off("resize", onResize);
    };
  }, [stdout]);
}
