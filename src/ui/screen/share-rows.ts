/** Deals the rows of a screen out to its parts. */

/** A part that wants rows: the least it makes sense with, and how much of the rest it gets. */
export interface Section {
  readonly rowsMin: number;
  readonly rowsMax: number;
  readonly weight: number;
}

/**
 * Deals rows out: each section gets its least while there is room, in this order, and what is left goes to whoever has least for its weight.
 * @returns rows of each section; 0 for those left out
 */
export function shareRows(rows: number, sections: readonly Section[]): number[] {
  let left = rows;
  const shares = sections.map(({ rowsMin }) => {
    const share = rowsMin <= left ? rowsMin : 0;
    left -= share;
    return share;
  });
  for (; left > 0; left--) {
    let neediest = -1;
    for (const [index, { rowsMax, weight }] of sections.entries()) {
      const share = shares[index] as number;
      const need =
        neediest === -1 ? Number.POSITIVE_INFINITY : (shares[neediest] as number) / (sections[neediest]?.weight ?? 1);
      if (share > 0 && share < rowsMax && share / weight < need) {
        neediest = index;
      }
    }
    if (neediest === -1) {
      break;
    }
    shares[neediest] = (shares[neediest] as number) + 1;
  }
  return shares;
}
