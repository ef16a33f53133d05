/** How long values are: `--value-size`. */
import { MemtoolError } from "../../base/errors.ts";
import { parseSizeBytes } from "../../base/units.ts";
import { VALUE_BYTES_MAX } from "../limits.ts";
import type { NumberLaw } from "./key-numbers.ts";
import { formatNumbers, type NumberUnit, parseNumbers } from "./number-spelling.ts";

/** Largest value of a Pareto distribution that names no maximum: fits, with key and header, into an item of 1 MiB, memcached's default. */
const PARETO_BYTES_MAX_DEFAULT = 1_000_000;

const VALUE_SIZE: NumberUnit = {
  name: "value size",
  hint: "write 100, 10-1000, 64:0.5,1k:0.5 (size or range, then its share) or pareto:LOC,SCALE,SHAPE[,MAX] (MAX 1000000)",
  parse: (word) => {
    const bytes = parseSizeBytes(word);
    if (bytes > VALUE_BYTES_MAX) {
      throw new MemtoolError("USAGE", `memcached's largest item is ${VALUE_BYTES_MAX} bytes`);
    }
    return bytes;
  },
  format: String,
  paretoMaxDefault: PARETO_BYTES_MAX_DEFAULT,
  min: 0,
};

/**
 * Reads one size, a range, a list of them with shares, or `pareto:LOC,SCALE,SHAPE[,MAX]`, in bytes.
 * @throws MemtoolError USAGE
 */
export function parseValueSizes(text: string): NumberLaw {
  return parseNumbers(text, VALUE_SIZE);
}

/** Writes sizes so that {@link parseValueSizes} reads them back. */
export function formatValueSizes(law: NumberLaw): string {
  return formatNumbers(law, VALUE_SIZE);
}
