/** What the pieces of live screens look like, in one place. Without colour weight alone tells them apart. */

/** How a piece is written: SGR codes of ECMA-48. */
interface Look {
  readonly color?: number;
  readonly weight?: number;
}

const BOLD = 1;
const DIM = 2;
const REVERSED = 7;
const [RED, GREEN, YELLOW, MAGENTA, CYAN] = [31, 32, 33, 35, 36];

const LOOKS = {
  plain: {},
  dim: { weight: DIM },
  title: { weight: BOLD },
  good: { color: GREEN },
  warn: { color: YELLOW },
  bad: { color: RED, weight: BOLD },
  selected: { weight: REVERSED },
  throughput: { color: CYAN },
  offered: { color: YELLOW },
  p50: { color: GREEN },
  p99: { color: YELLOW },
  max: { color: RED },
  hitRate: { color: GREEN },
  serverHitRate: { color: MAGENTA },
  bar: { color: CYAN },
} as const satisfies Readonly<Record<string, Look>>;

/** The kinds of pieces. */
export type PieceStyle = keyof typeof LOOKS;

/** Text of one kind. */
export interface Piece {
  readonly text: string;
  readonly style: PieceStyle;
}

/** A row of the screen. */
export type Row = readonly Piece[];

/** A row with escape codes; without colour weight is all that is left. */
export function paintRow(row: Row, hasColor: boolean): string {
  return row
    .map(({ text, style }) => {
      const { color, weight }: Look = LOOKS[style];
      const codes = [weight, hasColor ? color : undefined].filter((code) => code !== undefined);
      return codes.length === 0 || text === "" ? text : `\x1b[${codes.join(";")}m${text}\x1b[0m`;
    })
    .join("");
}
