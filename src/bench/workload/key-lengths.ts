/** How long keys are, prefix and all: `--key-length`. */
import { MemtoolError } from "../../base/errors.ts";
import { parseInteger } from "../../base/units.ts";
import { KEY_LENGTH_MAX } from "../../protocol/limits.ts";
import type { NumberLaw } from "./key-numbers.ts";
import { formatNumbers, type NumberUnit, parseNumbers } from "./number-spelling.ts";

const KEY_LENGTH: NumberUnit = {
  name: "key length",
  hint: `write 32, 16-64, 20:0.9,64:0.1 (length or range, then its share) or pareto:LOC,SCALE,SHAPE[,MAX] (MAX ${KEY_LENGTH_MAX})`,
  parse: (word) => {
    const bytes = parseInteger(word);
    if (bytes < 1 || bytes > KEY_LENGTH_MAX) {
      throw new MemtoolError("USAGE", `memcached's keys are 1 to ${KEY_LENGTH_MAX} bytes long`);
    }
    return bytes;
  },
  format: String,
  paretoMaxDefault: KEY_LENGTH_MAX,
  min: 1,
};

/**
 * Reads one length, a range, a list of them with shares, or `pareto:LOC,SCALE,SHAPE[,MAX]`, in bytes.
 * @throws MemtoolError USAGE
 */
export function parseKeyLengths(text: string): NumberLaw {
  return parseNumbers(text, KEY_LENGTH);
}

/** Writes lengths so that {@link parseKeyLengths} reads them back. */
export function formatKeyLengths(law: NumberLaw): string {
  return formatNumbers(law, KEY_LENGTH);
}
