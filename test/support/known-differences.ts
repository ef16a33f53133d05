/** Commands that a real memcached answers otherwise; names as in test/conformance/differences.txt. */

import { CAS_OF_KEY, type GeneratedCommand } from "./command-parts.ts";

const STORAGE = new Set(["set", "add", "replace", "append", "prepend", "cas"]);
const RETRIEVAL = new Set(["get", "gets", "gat", "gats"]);
const DELETE_WORDS_MAX = 5;
const KEY_BYTES_MAX = 250;
const LINE_BYTES_MIN = 4;
/** Far enough below 2^63 that a few additions do not reach it. */
const HUGE = 2n ** 62n;
const OPAQUE_WORD_BYTES_MAX = 32;

/** The key that is also given as base64. */
const KEY_ALSO_BINARY = "a";

/** The versions of memcached that are compared with; others count as the older. */
export type MemcachedVersion = "1.6.18" | "1.6.45";

interface KnownDifference {
  readonly name: string;
  /** The only version that differs, or both. */
  readonly in: MemcachedVersion | "both";
  readonly matches: (command: GeneratedCommand) => boolean;
}

/** In the order in which a command is told apart. Each is a difference that a transcript pins down on both sides. */
const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    name: "data-not-skipped",
    in: "1.6.18",
    matches: ({ words, data }) =>
      data !== undefined &&
      (hasLongKey(words) || (STORAGE.has(words[0] ?? "") && (/^(?:x|-1)$/.test(words[2] ?? "") || words[3] === "x"))),
  },
  {
    name: "bad-count-noreply",
    in: "1.6.18",
    matches: ({ words }) => STORAGE.has(words[0] ?? "") && words.at(-1) === "noreply" && !/^\d+$/.test(words[4] ?? ""),
  },
  { name: "noreply-unknown", in: "1.6.18", matches: ({ words }) => words.length === 1 && words[0] === "noreply" },
  {
    name: "short-line",
    in: "1.6.18",
    matches: ({ words, gap = " ", tail = "", lineEnd }) => (words.join(gap) + tail + lineEnd).length < LINE_BYTES_MIN,
  },
  {
    name: "flush-revival",
    in: "both",
    matches: ({ words }) => words[0] === "flush_all" && /^[1-9]/.test(words[1] ?? ""),
  },
  { name: "far-exptime", in: "both", matches: ({ words }) => STORAGE.has(words[0] ?? "") && isFar(words[3]) },
  {
    name: "strict-numbers",
    in: "1.6.18",
    matches: ({ words: [verb = "", , number = ""] }) =>
      (verb === "touch" && isFar(number)) || (/^(?:incr|decr)$/.test(verb) && number.startsWith("+")),
  },
  { name: "long-key-line", in: "1.6.45", matches: ({ words }) => RETRIEVAL.has(words[0] ?? "") && hasLongWord(words) },
  {
    name: "delete-words",
    in: "1.6.45",
    matches: ({ words }) => words[0] === "delete" && words.length > DELETE_WORDS_MAX,
  },
  { name: "minus-alone", in: "1.6.18", matches: ({ words }) => words.some((word) => /^[TNR]?-$/.test(word)) },
  {
    name: "delete-time",
    in: "1.6.18",
    matches: ({ words }) => words[0] === "delete" && words.length > 2 && !/^(?:0|noreply)$/.test(words[2] ?? ""),
  },
  { name: "ma-long-key", in: "1.6.18", matches: ({ words }) => words[0] === "ma" && hasLongKey(words) },
  {
    name: "late-opaque",
    in: "both",
    matches: ({ words }) => words.some((word) => word.startsWith("O") && word.length > OPAQUE_WORD_BYTES_MAX),
  },
  { name: "me-base64-last", in: "1.6.45", matches: ({ words }) => words[0] === "me" && words.at(-1) === "b" },
  { name: "bare-mode", in: "1.6.18", matches: (command) => isMeta(command) && command.words.includes("M") },
  { name: "md-flag-errors", in: "1.6.18", matches: ({ words }) => words[0] === "md" && hasWrongFlag(words) },
  {
    name: "cas-left-behind",
    in: "1.6.45",
    matches: (command) => command.words[0] === "ms" && hasFlag(command, /^E\d/) && !endsInCrlf(command),
  },
  { name: "no-explicit-cas", in: "1.6.18", matches: (command) => isMeta(command) && hasFlag(command, /^E\d/) },
  { name: "no-md-x", in: "1.6.18", matches: (command) => isMeta(command) && hasFlag(command, /^x$/) },
  { name: "mg-cas", in: "1.6.18", matches: ({ words }) => words[0] === "mg" && words.includes(`C${CAS_OF_KEY}`) },
  { name: "ms-size", in: "1.6.18", matches: (command) => command.words[0] === "ms" && hasFlag(command, /^s$/) },
  {
    name: "append-vivify",
    in: "1.6.18",
    matches: (command) => command.words[0] === "ms" && hasFlag(command, /^N\d/) && hasFlag(command, /^M[AP]/),
  },
  {
    name: "quiet-vivify",
    in: "1.6.18",
    matches: ({ words }) => words[0] === "ma" && words.includes("q") && words.some((word) => word.startsWith("N")),
  },
  {
    name: "vivify-binary-key",
    in: "both",
    matches: (command) => isMeta(command) && hasFlag(command, /^b$/) && hasFlag(command, /^N/),
  },
  {
    name: "append-binary-key",
    in: "both",
    matches: (command) => isJoining(command.words) && (hasFlag(command, /^b$/) || command.words[1] === KEY_ALSO_BINARY),
  },
  {
    name: "ma-ttl-lost",
    in: "both",
    matches: ({ words }) => words[0] === "ma" && words.some((word) => /^T-?\d/.test(word)),
  },
  { name: "incr-below-2-63", in: "1.6.45", matches: mayMakeFarNegative },
  { name: "incr-sign-search", in: "1.6.18", matches: mayMakeHugeNumber },
];

/** The name of the difference that keeps this command out of a comparison with a version of memcached, or undefined. */
export function knownDifferenceOf(command: GeneratedCommand, version: MemcachedVersion): string | undefined {
  return KNOWN_DIFFERENCES.find(
    (difference) => (difference.in === "both" || difference.in === version) && difference.matches(command),
  )?.name;
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

/** Numbers below -2^63, and what may make one: digits behind those of a negative one, a sign in front of digits. */
function mayMakeFarNegative({ words, data }: GeneratedCommand): boolean {
  const text = data?.toString("latin1") ?? "";
  return /^\s*-\d{19}/.test(text) || (isJoining(words) && /^\s*[-\d]/.test(text));
}

/** Whether CR LF follow so many bytes of the data as the line of ms says. */
function endsInCrlf({ words, data }: GeneratedCommand): boolean {
  const length = Number(words[2]);
  return data?.toString("latin1", length, length + 2) === "\r\n";
}

function isMeta({ words: [verb = ""] }: GeneratedCommand): boolean {
  return /^m[gsdae]$/.test(verb);
}

function isJoining(words: readonly string[]): boolean {
  return words[0] === "append" || words[0] === "prepend" || words.some((word) => /^M[AP]/.test(word));
}

function hasLongWord(words: readonly string[]): boolean {
  return words.slice(1).some((word) => word.length > KEY_BYTES_MAX);
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
