/**
 * MD5 (RFC 1321) over a range of bytes, for placing keys over servers: consistent hashing fixed it as the hash in 2007, and nothing
 * here depends on its strength. Written out, because node:crypto makes objects for every digest, which on a key of 20 bytes
 * takes five times as long.
 */

const BLOCK_BYTES = 64;
/** The length of the message is the last two words of the last block. */
const LENGTH_WORD = 14;
const LENGTH_AT = 4 * LENGTH_WORD;

/** The state before the first block (RFC 1321, section 3.3). */
const [A, B, C, D] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];

/** Four rounds of sixteen steps (RFC 1321, section 3.4). */
const STEP_COUNT = 64;
/** What each step adds, the RFC's table T: 2^32 times the absolute sine of 1 .. 64. */
const SINES = perStep((_round, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32) | 0);
/** Which word of the block it adds. */
const PLACES = perStep((round, step) => ([step, 5 * step + 1, 3 * step + 5, 7 * step][round] ?? 0) & 15);
/** By how many bits it turns. */
const TURNS = perStep(
  (round, step) => [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21][4 * round + (step & 3)] ?? 0,
);

/** The digest as four little-endian words; a caller's copy is what outlives the next call. */
const digest = new Int32Array(4);
/** The sixteen little-endian words of the block at hand. */
const words = new Int32Array(16);

/**
 * The digest of `bytes[start..end)` as its four little-endian words, signed: digest bytes 0-3, 4-7, 8-11 and 12-15. The
 * array is the same for every call.
 */
export function md5Words(bytes: Uint8Array, start: number, end: number): Int32Array {
  digest[0] = A;
  digest[1] = B;
  digest[2] = C;
  digest[3] = D;
  let at = start;
  for (; end - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
    takeWords(bytes, at, at + BLOCK_BYTES);
    addBlock();
  }
  takeWords(bytes, at, end);
  const tailBytes = end - at;
  words[tailBytes >> 2] = (words[tailBytes >> 2] as number) | (0x80 << (8 * (tailBytes & 3)));
  if (tailBytes >= LENGTH_AT) {
    addBlock();
    words.fill(0);
  }
  words[LENGTH_WORD] = (end - start) << 3;
  words[LENGTH_WORD + 1] = (end - start) >>> 29;
  addBlock();
  return digest;
}

/** The first four digest bytes of `bytes[start..end)`, little-endian: libhashkit's `md5`, an unsigned 32-bit number. */
export function md5Hash(bytes: Uint8Array, start: number, end: number): number {
  return (md5Words(bytes, start, end)[0] as number) >>> 0;
}

/** Makes `bytes[start..end)`, a block or less, the words of the block at hand, with zeros behind. */
function takeWords(bytes: Uint8Array, start: number, end: number): void {
  let word = 0;
  let at = start;
  for (; end - at >= 4; at += 4) {
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    words[word++] = low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
  }
  while (word < words.length) {
    let value = 0;
    for (let shift = 0; at < end; at++, shift += 8) {
      value |= (bytes[at] as number) << shift;
    }
    words[word++] = value;
  }
}

/** Adds the block at hand to the digest in 64 steps: each makes a new word of all four and the others move on. */
function addBlock(): void {
  let a = digest[0] as number;
  let b = digest[1] as number;
  let c = digest[2] as number;
  let d = digest[3] as number;
  for (let step = 0; step < STEP_COUNT; step++) {
    const added = ((SINES[step] as number) + (words[PLACES[step] as number] as number)) | 0;
    const sum = (((a + mixed(step >> 4, b, c, d)) | 0) + added) | 0;
    const bits = TURNS[step] as number;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << bits) | (sum >>> (32 - bits)))) | 0;
  }
  digest[0] = (digest[0] as number) + a;
  digest[1] = (digest[1] as number) + b;
  digest[2] = (digest[2] as number) + c;
  digest[3] = (digest[3] as number) + d;
}

/** The functions F, G, H and I of RFC 1321, one for each round. */
function mixed(round: number, b: number, c: number, d: number): number {
  switch (round) {
    case 0:
      return d ^ (b & (c ^ d));
    case 1:
      return c ^ (d & (b ^ c));
    case 2:
      return b ^ c ^ d;
    default:
      return c ^ (b | ~d);
  }
}

/** A table of one number for each step. */
function perStep(number: (round: number, step: number) => number): Int32Array {
  return Int32Array.from({ length: STEP_COUNT }, (_, step) => number(step >> 4, step));
}
