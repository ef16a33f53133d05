/**
 * Standard base64 with padding (RFC 4648 section 4) on bytes in place, for keys of the meta flag b.
 * Strict: memcached skips bytes outside the alphabet and stops at the first `=`; here such a text is refused.
 */

const ALPHABET = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const PAD = 61;
const INVALID = 255;

/** Six-bit value of each byte, {@link INVALID} outside the alphabet. */
const SEXTETS = new Uint8Array(256).fill(INVALID);
for (let value = 0; value < ALPHABET.length; value++) {
  SEXTETS[ALPHABET[value] as number] = value;
}

/** Bytes that the base64 text of `byteCount` bytes takes. */
export function base64Length(byteCount: number): number {
  return Math.floor((byteCount + 2) / 3) * 4;
}

/**
 * Decodes `bytes[start..end)` to the beginning of `target`, which has room for three quarters of it.
 * @returns the number of bytes decoded, 0 if this is not base64 (or empty)
 */
export function decodeBase64(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  if (end <= start || (end - start) % 4 !== 0) {
    return 0;
  }
  const padding = bytes[end - 1] === PAD ? (bytes[end - 2] === PAD ? 2 : 1) : 0;
  const textEnd = end - padding;
  let length = 0;
  let collected = 0;
  let bits = 0;
  for (let index = start; index < textEnd; index++) {
    const sextet = SEXTETS[bytes[index] as number] as number;
    if (sextet === INVALID) {
      return 0;
    }
    collected = ((collected << 6) | sextet) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      target[length++] = collected >>> bits;
    }
  }
  return length;
}

/** Writes the base64 text of `length` bytes from `start` at `at` of `target`, and returns the index behind it. */
export function encodeBase64(
  bytes: Uint8Array,
  start: number,
  length: number,
  target: Uint8Array,
  targetStart: number,
): number {
  const end = start + length;
  let at = targetStart;
  for (let index = start; index < end; index += 3) {
    const first = bytes[index] as number;
    const second = index + 1 < end ? (bytes[index + 1] as number) : 0;
    const third = index + 2 < end ? (bytes[index + 2] as number) : 0;
    target[at] = ALPHABET[first >>> 2] as number;
    target[at + 1] = ALPHABET[((first & 3) << 4) | (second >>> 4)] as number;
    target[at + 2] = index + 1 < end ? (ALPHABET[((second & 15) << 2) | (third >>> 6)] as number) : PAD;
    target[at + 3] = index + 2 < end ? (ALPHABET[third & 63] as number) : PAD;
    at += 4;
  }
  return at;
}
