/** Lays the completion candidates out under the prompt. Pure. */
import type { Candidate } from "../repl/complete.ts";
import { displayWidth } from "./display-width.ts";

/** One row: candidates side by side, or one with its note. */
export interface CandidateRow {
  readonly cells: readonly { readonly text: string; readonly isSelected: boolean }[];
  readonly note: string;
}

const GAP = 2;

/**
 * At most `rowsMax` rows around the selected candidate, none wider than `width`; when some are left out the last row says
 * how many candidates there are.
 */
export function layoutCandidates(
  candidates: readonly Candidate[],
  selected: number,
  width: number,
  rowsMax: number,
): CandidateRow[] {
  const textWidth = Math.max(0, ...candidates.map(({ text }) => displayWidth(text)));
  const hasNotes = candidates.some(({ note }) => note !== "");
  const columns = hasNotes ? 1 : Math.max(1, Math.floor((width - GAP) / (textWidth + GAP)));
  const rows: CandidateRow[] = [];
  for (let first = 0; first < candidates.length; first += columns) {
    const cells = candidates.slice(first, first + columns).map(({ text }, index) => ({
      text: fit(text, Math.min(textWidth, width - GAP)),
      isSelected: first + index === selected,
    }));
    rows.push({ cells, note: fit(candidates[first]?.note ?? "", Math.max(0, width - textWidth - 2 * GAP)).trimEnd() });
  }
  return clip(rows, Math.max(0, Math.floor(selected / columns)), candidates.length, rowsMax);
}

function clip(rows: readonly CandidateRow[], selectedRow: number, total: number, rowsMax: number): CandidateRow[] {
  if (rows.length <= rowsMax) {
    return [...rows];
  }
  const shown = Math.max(1, rowsMax - 1);
  const first = Math.max(0, Math.min(selectedRow - Math.floor(shown / 2), rows.length - shown));
  return [...rows.slice(first, first + shown), { cells: [], note: `(${total} in all)` }];
}

/** `text` cut or padded to exactly `width` columns. */
function fit(text: string, width: number): string {
  let cut = text;
  while (displayWidth(cut) > width) {
    cut = [...cut].slice(0, -1).join("");
  }
  return cut + " ".repeat(width - displayWidth(cut));
}
