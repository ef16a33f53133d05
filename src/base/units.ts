/**
 * Sizes, durations, counts, rates and ratios as people type and read them. Parsers throw a USAGE error that says what was
 * expected; formatters are for terminals (scripts get plain numbers from the caller).
 *
 * Sizes are binary throughout, as memcached's are: k, kb, K and KiB all mean 1024 bytes.
 */
import { MemtoolError } from "./errors.ts";

const NUMBER = /^([0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?|\.[0-9]+)(.*)$/;

const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
  p: 1024 ** 5,
};

const DURATION_UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const COUNT_UNITS: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, b: 1e9 };

const RATE_PERIODS: Readonly<Record<string, number>> = { "": 1, s: 1, sec: 1, m: 60, min: 60, h: 3600 };

function usage(text: string, what: string, examples: string): MemtoolError {
  return new MemtoolError("USAGE", `${JSON.stringify(text)} is not ${what}`, { hint: `write it like ${examples}` });
}

function split(text: string): { value: number; unit: string } | undefined {
  const match = NUMBER.exec(text.trim());
  if (match === null) {
    return undefined;
  }
  return { value: Number((match[1] ?? "").replaceAll("_", "")), unit: (match[2] ?? "").trim() };
}

/**
 * Bytes of a size such as `64`, `1k`, `1.5m`, `1024M`, `1GiB`; whole bytes.
 * @param plainUnit what a bare number counts: `b` bytes (default), or `m` for memcached's `-m 64`
 */
export function parseSizeBytes(text: string, plainUnit: "b" | "k" | "m" = "b"): number {
  const parts = split(text);
  const letter = parts === undefined ? undefined : sizeLetter(parts.unit, plainUnit);
  const unit = letter === undefined ? undefined : SIZE_UNITS[letter];
  const bytes = parts === undefined || unit === undefined ? Number.NaN : parts.value * unit;
  if (!Number.isSafeInteger(Math.round(bytes)) || (bytes > 0 && bytes < 1)) {
    throw usage(text, "a size", "64, 1k, 1024M or 1GiB (k = 1024)");
  }
  return Math.round(bytes);
}

function sizeLetter(unit: string, plainUnit: string): string | undefined {
  if (unit === "") {
    return plainUnit;
  }
  return /^([kmgtp])(i?b)?$|^(b)$/.exec(unit.toLowerCase())?.[0]?.[0];
}

/**
 * Milliseconds (with fractions below one) of a duration such as `5s`, `100ms`, `250us`, `1m30s`, `1h`, `0`.
 * @param plainUnit lets a bare number pass and says what it counts; without it only `0` needs no unit
 */
export function parseDurationMs(text: string, plainUnit?: "ms" | "s"): number {
  const word = text.trim();
  if (/^[0-9.]+$/.test(word) && (plainUnit !== undefined || Number(word) === 0)) {
    return checkDuration(Number(word) * (DURATION_UNITS_MS[plainUnit ?? "ms"] ?? 1), text);
  }
  if (!/^(?:(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*[a-zµμ]+\s*)+$/i.test(word)) {
    throw durationError(text);
  }
  let total = 0;
  for (const [, digits, unit] of word.matchAll(/([0-9.]+)\s*([a-zµμ]+)/gi)) {
    total += Number(digits) * (DURATION_UNITS_MS[(unit ?? "").toLowerCase()] ?? Number.NaN);
  }
  return checkDuration(total, text);
}

function checkDuration(milliseconds: number, text: string): number {
  if (!Number.isFinite(milliseconds)) {
    throw durationError(text);
  }
  return milliseconds;
}

function durationError(text: string): MemtoolError {
  return usage(text, "a duration", "5s, 100ms, 250us or 1m30s (us, ms, s, m, h, d)");
}

/** A whole number such as `1000`, `1_000`, `1k`, `2.5M`, `1e6` (k = 1000). */
export function parseCount(text: string): number {
  const word = text.trim();
  const parts = /^[0-9]+e[0-9]+$/i.test(word) ? { value: Number(word), unit: "" } : split(word);
  const factor = parts === undefined ? undefined : COUNT_UNITS[parts.unit.toLowerCase()];
  const count = parts === undefined || factor === undefined ? Number.NaN : parts.value * factor;
  if (!Number.isSafeInteger(Math.round(count)) || Math.abs(count - Math.round(count)) > 1e-6) {
    throw usage(text, "a whole number", "1000, 1k or 2.5M (k = 1000)");
  }
  return Math.round(count);
}

/** Events per second of a rate such as `1000`, `50k`, `50k/s`, `600/m`; may have a fraction. */
export function parseRate(text: string): number {
  const [number = "", period = "", ...more] = text.trim().split("/");
  const parts = split(number);
  const factor = parts === undefined ? undefined : COUNT_UNITS[parts.unit.toLowerCase()];
  const seconds = RATE_PERIODS[period.trim().toLowerCase()];
  const rate = ((parts?.value ?? Number.NaN) * (factor ?? Number.NaN)) / (seconds ?? Number.NaN);
  if (!Number.isFinite(rate) || more.length > 0) {
    throw usage(text, "a rate", "1000/s, 50k/s or 600/m");
  }
  return rate;
}

/** A part of one: `0.9` or `90%`; 0 to 1. */
export function parseRatio(text: string): number {
  const parts = split(text);
  const factor = parts?.unit === "" ? 1 : parts?.unit === "%" ? 0.01 : Number.NaN;
  const ratio = (parts?.value ?? Number.NaN) * factor;
  if (!(ratio >= 0 && ratio <= 1)) {
    throw usage(text, "a ratio between 0 and 1", "0.9 or 90%");
  }
  return ratio;
}

/** A whole number, with sign, as typed. */
export function parseInteger(text: string): number {
  const word = text.trim();
  const value = /^[-+]?[0-9]+$/.test(word) ? Number(word) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw usage(text, "a whole number", "10 or -1");
  }
  return value;
}
