/** The arguments of the verbs without a key, as text: they are few and not hot. */
import { parseStrictInt32, parseStrictUint32 } from "../base/ascii.ts";
import type { Request } from "../protocol/request.ts";

/** The words in `argsStart..argsEnd` of a parsed request, as latin1. */
export function argumentWords(request: Request, bytes: Uint8Array): readonly string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return text
    .toString("latin1", request.argsStart, request.argsEnd)
    .split(" ")
    .filter((word) => word !== "");
}

/** The number 0 to 2^32 - 1 that a word is, strictly; NaN for anything else. */
export function unsignedWord(word = ""): number {
  const value = parseStrictUint32(Buffer.from(word, "latin1"), 0, word.length);
  return value < 0 ? Number.NaN : value;
}

/** The signed 32-bit number that a word is, strictly; NaN for anything else. */
export function signedWord(word = ""): number {
  return parseStrictInt32(Buffer.from(word, "latin1"), 0, word.length);
}

/** A decimal number as C's strtod() reads it. */
const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** The number with or without decimals that a word is; NaN for anything else. */
export function decimalWord(word = ""): number {
  return DECIMAL.test(word) ? Number(word) : Number.NaN;
}
