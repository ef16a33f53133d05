/** Commands that memcached 1.6.18 answers otherwise on purpose; names as in test/conformance/differences.txt. */

import type { GeneratedCommand } from "./command-generator.ts";

const STORAGE = new Set(["set", "add", "replace", "append", "prepend", "cas"]);
const KEY_BYTES_MAX = 250;

interface KnownDifference {
  readonly name: string;
  readonly matches: (command: GeneratedCommand) => boolean;
}

/** In the order in which a command is told apart. Each is a difference that a transcript pins down on both sides. */
const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    name: "data-not-skipped",
    matches: ({ words, data }) =>
      data !== undefined &&
      ((words[1] ?? "").length > KEY_BYTES_MAX ||
        (STORAGE.has(words[0] ?? "") && (words[2] === "x" || words[3] === "x"))),
  },
  { name: "ma-long-key", matches: ({ words }) => words[0] === "ma" && (words[1] ?? "").length > KEY_BYTES_MAX },
  { name: "me-exp-sign", matches: ({ words }) => words[0] === "me" },
];

/** The name of the difference that keeps this command out of a comparison with memcached 1.6.18, or undefined. */
export function knownDifferenceOf(command: GeneratedCommand): string | undefined {
  return KNOWN_DIFFERENCES.find((difference) => difference.matches(command))?.name;
}
