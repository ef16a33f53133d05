/** Commands that memcached 1.6.18 answers otherwise on purpose; names as in test/conformance/differences.txt. */

import { CAS_OF_KEY, type GeneratedCommand } from "./command-parts.ts";

const STORAGE = new Set(["set", "add", "replace", "append", "prepend", "cas"]);
const KEY_BYTES_MAX = 250;
const LINE_BYTES_MIN = 4;
/** Far enough below 2^63 that a few additions do not reach it. */
const HUGE = 2n ** 62n;
const OPAQUE_WORD_BYTES_MAX = 32;

/** The key that is also given as base64. */
const KEY_ALSO_BINARY = "a";

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
      (hasLongKey(words) || (STORAGE.has(words[0] ?? "") && (/^(?:x|-1)$/.test(words[2] ?? "") || words[3] === "x"))),
  },
  {
    name: "bad-count-noreply",
    matches: ({ words }) => STORAGE.has(words[0] ?? "") && words.at(-1) === "noreply" && !/^\d+$/.test(words[4] ?? ""),
  },
  {
    name: "short-line",
    matches: ({ words, gap = " ", tail = "", lineEnd }) => (words.join(gap) + tail + lineEnd).length < LINE_BYTES_MIN,
  },
  { name: "flush-revival", matches: ({ words }) => words[0] === "flush_all" && /^[1-9]/.test(words[1] ?? "") },
  { name: "far-exptime", matches: ({ words }) => STORAGE.has(words[0] ?? "") && isFar(words[3]) },
  {
    name: "strict-numbers",
    matches: ({ words: [verb = "", , number = ""] }) =>
      (verb === "touch" && isFar(number)) || (/^(?:incr|decr)$/.test(verb) && number.startsWith("+")),
  },
  {
    name: "delete-time",
    matches: ({ words }) => words[0] === "delete" && words.length > 2 && !/^(?:0|noreply)$/.test(words[2] ?? ""),
  },
  { name: "ma-long-key", matches: ({ words }) => words[0] === "ma" && hasLongKey(words) },
  {
    name: "late-opaque",
    matches: ({ words }) => words.some((word) => word.startsWith("O") && word.length > OPAQUE_WORD_BYTES_MAX),
  },
  { name: "bare-mode", matches: (command) => isMeta(command) && command.words.includes("M") },
  { name: "md-flag-errors", matches: ({ words }) => words[0] === "md" && hasWrongFlag(words) },
  { name: "no-explicit-cas", matches: (command) => isMeta(command) && hasFlag(command, /^E\d/) },
  { name: "no-md-x", matches: (command) => isMeta(command) && hasFlag(command, /^x$/) },
  { name: "mg-cas", matches: ({ words }) => words[0] === "mg" && words.includes(`C${CAS_OF_KEY}`) },
  { name: "ms-size", matches: (command) => command.words[0] === "ms" && hasFlag(command, /^s$/) },
  {
    name: "append-vivify",
    matches: (command) => command.words[0] === "ms" && hasFlag(command, /^N\d/) && hasFlag(command, /^M[AP]/),
  },
  {
    name: "quiet-vivify",
    matches: ({ words }) => words[0] === "ma" && words.includes("q") && words.some((word) => word.startsWith("N")),
  },
  {
    name: "vivify-binary-key",
    matches: (command) => isMeta(command) && hasFlag(command, /^b$/) && hasFlag(command, /^N/),
  },
  {
    name: "append-binary-key",
    matches: (command) => isJoining(command.words) && (hasFlag(command, /^b$/) || command.words[1] === KEY_ALSO_BINARY),
  },
  { name: "ma-ttl-lost", matches: ({ words }) => words[0] === "ma" && words.some((word) => /^T-?\d/.test(word)) },
  { name: "incr-sign-search", matches: mayMakeHugeNumber },
];

/** The name of the difference that keeps this command out of a comparison with memcached 1.6.18, or undefined. */
export function knownDifferenceOf(command: GeneratedCommand): string | undefined {
  return KNOWN_DIFFERENCES.find((difference) => difference.matches(command))?.name;
}

/** Numbers of 2^63 and more, and what may make one: large deltas, and digits joined to digits. */
function mayMakeHugeNumber({ words, data }: GeneratedCommand): boolean {
  // More than twenty digits are no number to either server.
  const digits = /^\s*\+?(\d{1,20})(?!\d)/.exec(data?.toString("latin1") ?? "")?.[1];
  const joins = isJoining(words);
  const isHuge = (text: string): boolean => BigInt(text) >= HUGE;
  return (
    (digits !== undefined && (joins || isHuge(digits))) ||
    (/^(?:incr|decr)$/.test(words[0] ?? "") && /^\d+$/.test(words[2] ?? "") && isHuge(words[2] ?? "")) ||
    (words[0] === "ma" && words.some((word) => /^[DJ]\d+$/.test(word) && isHuge(word.slice(1))))
  );
}

function isMeta({ words: [verb = ""] }: GeneratedCommand): boolean {
  return /^m[gsdae]$/.test(verb);
}

function isJoining(words: readonly string[]): boolean {
  return words[0] === "append" || words[0] === "prepend" || words.some((word) => /^M[AP]/.test(word));
}

function hasLongKey(words: readonly string[]): boolean {
  return (words[1] ?? "").length > KEY_BYTES_MAX;
}

/** An exptime that no 32 bits hold. */
function isFar(exptime: string | undefined): boolean {
  return exptime === "99999999999";
}

function hasFlag({ words }: GeneratedCommand, flag: RegExp): boolean {
  return words.slice(2).some((word) => flag.test(word));
}

/** Whether flags repeat a letter, are unknown, have a wrong argument or belong to a key that is no base64. */
function hasWrongFlag([, key = "", ...flags]: readonly string[]): boolean {
  const isRepeated = new Set(flags.map((word) => word.charAt(0))).size < flags.length;
  const isWrong = flags.some((word) => /^(?:[A-Z]x|[zA\d])$/.test(word));
  return isRepeated || isWrong || (flags.includes("b") && !/^(?:[\w+/]{4})*(?:[\w+/]{2}(?:==|[\w+/]=))?$/.test(key));
}
