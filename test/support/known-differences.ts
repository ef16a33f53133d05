/** Commands that memcached 1.6.18 answers otherwise on purpose; names as in test/conformance/differences.txt. */

import type { GeneratedCommand } from "./command-generator.ts";

const STORAGE = new Set(["set", "add", "replace", "append", "prepend", "cas"]);
const KEY_BYTES_MAX = 250;
/** Far enough below 2^63 that a few additions do not reach it. */
const HUGE = 2n ** 62n;
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
  { name: "ma-ttl-lost", matches: ({ words }) => words[0] === "ma" && words.some((word) => /^T-?\d/.test(word)) },
  { name: "incr-sign-search", matches: mayMakeHugeNumber },
  { name: "me-exp-sign", matches: ({ words }) => words[0] === "me" },
];

/** The name of the difference that keeps this command out of a comparison with memcached 1.6.18, or undefined. */
export function knownDifferenceOf(command: GeneratedCommand): string | undefined {
  return KNOWN_DIFFERENCES.find((difference) => difference.matches(command))?.name;
}

/** Numbers of 2^63 and more, and what may make one: large deltas, and digits joined to digits. */
function mayMakeHugeNumber({ words, data }: GeneratedCommand): boolean {
  // More than twenty digits are no number to either server.
  const digits = /^\s*\+?(\d{1,20})(?!\d)/.exec(data?.toString("latin1") ?? "")?.[1];
  const joins = words[0] === "append" || words[0] === "prepend" || words.some((word) => /^M[AP]/.test(word));
  const isHuge = (text: string): boolean => BigInt(text) >= HUGE;
  return (
    (digits !== undefined && (joins || isHuge(digits))) ||
    (/^(?:incr|decr)$/.test(words[0] ?? "") && /^\d+$/.test(words[2] ?? "") && isHuge(words[2] ?? "")) ||
    (words[0] === "ma" && words.some((word) => /^[DJ]\d+$/.test(word) && isHuge(word.slice(1))))
  );
}

function hasRepeatedLetter(words: readonly string[]): boolean {
  return new Set(words.map((word) => word.charAt(0))).size < words.length;
}
