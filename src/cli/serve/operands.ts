/**
 * Words behind `memtool serve` that belong to no option. memcached passes them over without a word; here they are passed over too, but
 * said, and what was to be another command (`serve verfy DIR`) does not start a cache that a script would wait for without end.
 */
import { MemtoolError } from "../../base/errors.ts";
import { suggest } from "../suggest.ts";
import { quoted, withoutSecrets } from "./config/given-setting.ts";

/** The second words of the commands that begin with `serve` (a test compares them with the registry). */
export const SERVE_SUBCOMMANDS = ["verify", "repair"] as const;

/**
 * What is to be said about them: a sentence, or nothing where there are none.
 * @throws MemtoolError USAGE for a word that is, or is near to, a command of two words
 */
export function warningsOfOperands(operands: readonly string[]): string[] {
  for (const word of operands) {
    const meant = suggest(word.toLowerCase(), SERVE_SUBCOMMANDS);
    if (meant !== undefined) {
      const isExact = SERVE_SUBCOMMANDS.some((name) => name === word);
      const found = isExact ? "has to stand right behind serve" : "is no option of serve, and no command";
      throw new MemtoolError("USAGE", `${quoted(word)} ${found}`, { hint: `did you mean memtool serve ${meant}?` });
    }
  }
  if (operands.length === 0) {
    return [];
  }
  const words = operands.map((word) => quoted(withoutSecrets("", word))).join(", ");
  const what = operands.length === 1 ? "belongs to no option and is" : "belong to no option and are";
  return [`WARNING: ${words} ${what} passed over; memtool serve --help lists the options`];
}
