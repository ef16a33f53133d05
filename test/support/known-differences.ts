/** Commands that memcached 1.6.18 answers otherwise on purpose; names as in test/conformance/differences.txt. */

import type { GeneratedCommand } from "./command-generator.ts";

const STORAGE = new Set(["set", "add", "replace", "append", "prepend", "cas"]);
const KEY_BYTES_MAX = 250;
const OPAQUE_WORD_BYTES_MAX = 32;

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
  {
    name: "late-opaque",
    matches: ({ words }) => words.some((word) => word.startsWith("O") && word.length > OPAQUE_WORD_BYTES_MAX),
  },
  { name: "md-flag-errors", matches: ({ words }) => words[0] === "md" && hasRepeatedLetter(words.slice(2)) },
  {
    name: "quiet-vivify",
    matches: ({ words }) => words[0] === "ma" && words.includes("q") && words.some((word) => word.startsWith("N")),
  },
  {
    name: "vivify-binary-key",
    matches: ({ words }) => words.includes("b") && words.some((word) => word.startsWith("N")),
  },
  { name: "me-exp-sign", matches: ({ words }) => words[0] === "me" },
];

/** The name of the difference that keeps this command out of a comparison with memcached 1.6.18, or undefined. */
export function knownDifferenceOf(command: GeneratedCommand): string | undefined {
  return KNOWN_DIFFERENCES.find((difference) => difference.matches(command))?.name;
}

function hasRepeatedLetter(words: readonly string[]): boolean {
  return new Set(words.map((word) => word.charAt(0))).size < words.length;
}
