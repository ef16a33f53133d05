/** Several runs of one thing in a few words. */

/** Median, minimum and maximum, as text. */
export function spread(values: readonly number[], digits: number): string {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const [min = Number.NaN] = sorted;
  const max = sorted.at(-1) ?? Number.NaN;
  return `${middle.toFixed(digits)} (${min.toFixed(digits)}..${max.toFixed(digits)})`;
}
