/** Jenkins's lookup3 (hashlittle), start value 13: libmemcached's and twemproxy's `jenkins` (libhashkit/jenkins.cc). */

const INITIAL_VALUE = 13;
const BLOCK_BYTES = 12;

/** Hashes `bytes[start..end)` to an unsigned 32-bit number. */
export function lookup3(bytes: Uint8Array, start: number, end: number): number {
  let a = (0xdeadbeef + (end - start) + INITIAL_VALUE) | 0;
  let b = a;
  let c = a;
  let at = start;
  for (; end - at > BLOCK_BYTES; at += BLOCK_BYTES) {
    a = (a + word(bytes, at, end)) | 0;
    b = (b + word(bytes, at + 4, end)) | 0;
    c = (c + word(bytes, at + 8, end)) | 0;
    // mix(a, b, c)
    a = ((a - c) | 0) ^ turn(c, 4);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ turn(a, 6);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ turn(b, 8);
    b = (b + a) | 0;
    a = ((a - c) | 0) ^ turn(c, 16);
    c = (c + b) | 0;
    b = ((b - a) | 0) ^ turn(a, 19);
    a = (a + c) | 0;
    c = ((c - b) | 0) ^ turn(b, 4);
    b = (b + a) | 0;
  }
  if (at === end) {
    return c >>> 0;
  }
  return final((a + word(bytes, at, end)) | 0, (b + word(bytes, at + 4, end)) | 0, (c + word(bytes, at + 8, end)) | 0);
}

/** final(a, b, c) of the last block. */
function final(firstWord: number, secondWord: number, thirdWord: number): number {
  let c = ((thirdWord ^ secondWord) - turn(secondWord, 14)) | 0;
  const a = ((firstWord ^ c) - turn(c, 11)) | 0;
  let b = ((secondWord ^ a) - turn(a, 25)) | 0;
  c = ((c ^ b) - turn(b, 16)) | 0;
  const mixed = ((a ^ c) - turn(c, 4)) | 0;
  b = ((b ^ mixed) - turn(mixed, 14)) | 0;
  return ((c ^ b) - turn(b, 24)) >>> 0;
}

/** Up to four bytes from `at`, those before `end`, as a little-endian number. */
function word(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let index = Math.min(at + 4, end) - 1; index >= at; index--) {
    value = (value << 8) | (bytes[index] as number);
  }
  return value;
}

function turn(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
