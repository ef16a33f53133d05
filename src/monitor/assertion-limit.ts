/** The limits of assertions: numbers with the units that fit what is measured. */
import { MemtoolError } from "../base/errors.ts";
import { parseCount, parseDurationMs, parseRate, parseRatio, parseSizeBytes } from "../base/units.ts";
import type { FieldKind } from "../stats/summary.ts";

const PLAIN = /^[0-9]+(?:\.[0-9]+)?$/;

/** Digits kept of a ratio, so that 99.9 % is exactly 0.999. */
const RATIO_DIGITS = 12;

/**
 * Reads a limit into base units: bytes, part of 1, seconds, per second, how many. A minus is taken, for differences.
 * @returns a text where texts are compared: `on`, `1.6.45`, or anything in quotation marks
 * @throws MemtoolError USAGE for a unit that does not fit
 */
export function parseLimit(text: string, kind: FieldKind): number | string {
  const quoted = /^"(.*)"$|^'(.*)'$/s.exec(text);
  if (quoted !== null) {
    return quoted[1] ?? quoted[2] ?? "";
  }
  if (kind === "text") {
    return text;
  }
  return text.startsWith("-") ? -unsigned(text.slice(1).trim(), kind, text) : unsignedOrText(text, kind);
}

function unsignedOrText(text: string, kind: Exclude<FieldKind, "text">): number | string {
  return kind === "count" && !/^[0-9.]/.test(text) ? text : unsigned(text, kind, text);
}

function unsigned(text: string, kind: Exclude<FieldKind, "text">, whole: string): number {
  switch (kind) {
    case "ratio":
      return Number(parseRatio(text).toFixed(RATIO_DIGITS));
    case "bytes":
      return parseSizeBytes(text);
    case "byteRate":
      return parseSizeBytes(text.replace(/\s*\/\s*s$/, ""));
    case "seconds":
      return parseDurationMs(text, "s") / 1000;
    case "rate":
      return parseRate(text);
    case "count":
      return PLAIN.test(text) ? Number(text) : countOrUnit(text, whole);
  }
}

/** Statistics whose unit nobody told us of say by their limit what they are: `64MiB` are bytes, `5s` seconds; `5m` is five million. */
function countOrUnit(text: string, whole: string): number {
  const readers: readonly ((text: string) => number)[] = [
    parseCount,
    (word) => (/b$/i.test(word) ? parseSizeBytes(word) : Number.NaN),
    (word) => (word.endsWith("%") ? parseRatio(word) : Number.NaN),
    (word) => parseDurationMs(word) / 1000,
  ];
  for (const read of readers) {
    const value = attempt(read, text);
    if (!Number.isNaN(value)) {
      return value;
    }
  }
  throw new MemtoolError("USAGE", `${JSON.stringify(whole)} is no number`, {
    hint: 'write numbers like 5, 1k, 64MiB, 90% or 5s; texts that begin with a digit need quotation marks: version == "1.6.45"',
  });
}

function attempt(read: (text: string) => number, text: string): number {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof MemtoolError) {
      return Number.NaN;
    }
    throw error;
  }
}
