/** Plain decimal numbers as the arguments of a workload are spelled: digits with or without a fraction, no sign, no exponent. */

/** From here on a number would be written with an exponent. */
const DECIMAL_END = 1e21;
/** Smaller numbers are not told from 0 by anybody who asks for them. */
const DECIMAL_MIN = 1e-30;

/** The number that `word` spells, NaN if it spells none. */
export function parseDecimal(word: string): number {
  const value = /^\s*(?:\d+(?:\.\d*)?|\.\d+)\s*$/.test(word) ? Number(word) : Number.NaN;
  return value === 0 || (value >= DECIMAL_MIN && value < DECIMAL_END) ? value : Number.NaN;
}

/** Writes a number so that {@link parseDecimal} reads the same one back. */
export function formatDecimal(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(100).replace(/0+$/, "") : text;
}
