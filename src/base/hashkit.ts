/**
 * The hash functions by which memcached's clients choose a server, as libhashkit and twemproxy compute them on x86: there a `char` is
 * signed, so one_at_a_time and the FNV family take a byte of 0x80 or more as a negative number. Each returns an
 * unsigned 32-bit number. The md5 of this family is in `md5.ts`.
 */

/** Hashes `bytes[start..end)` to an unsigned 32-bit number. */
export type KeyHash = (bytes: Uint8Array, start: number, end: number) => number;

/** Jenkins's one-at-a-time, start value 0: libmemcached's default. */
export function oneAtATime(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let index = start; index < end; index++) {
    hash = (hash + signed(bytes[index] as number)) | 0;
    hash = (hash + (hash << 10)) | 0;
    hash ^= hash >>> 6;
  }
  hash = (hash + (hash << 3)) | 0;
  hash ^= hash >>> 11;
  return (hash + (hash << 15)) >>> 0;
}

const FNV_32_BASIS = 0x811c9dc5;
const FNV_32_PRIME = 0x01000193;
/** The low halves of FNV's 64-bit start value and prime. */
const FNV_64_BASIS_LOW = 0x84222325;
const FNV_64_PRIME_LOW = 0x1b3;

/** FNV-1, 32 bits. */
export function fnv1Of32(bytes: Uint8Array, start: number, end: number): number {
  return fnv1(bytes, start, end, FNV_32_BASIS, FNV_32_PRIME);
}

/** FNV-1a, 32 bits. */
export function fnv1aOf32(bytes: Uint8Array, start: number, end: number): number {
  return fnv1a(bytes, start, end, FNV_32_BASIS, FNV_32_PRIME);
}

/** The low half of the 64-bit FNV-1: the high halves of its prime and of its state never reach down into it. */
export function fnv1Of64(bytes: Uint8Array, start: number, end: number): number {
  return fnv1(bytes, start, end, FNV_64_BASIS_LOW, FNV_64_PRIME_LOW);
}

/** The low half of the 64-bit FNV-1a, twemproxy's default. It spreads numbered keys badly. */
export function fnv1aOf64(bytes: Uint8Array, start: number, end: number): number {
  return fnv1a(bytes, start, end, FNV_64_BASIS_LOW, FNV_64_PRIME_LOW);
}

function fnv1(bytes: Uint8Array, start: number, end: number, basis: number, prime: number): number {
  let hash = basis;
  for (let index = start; index < end; index++) {
    hash = Math.imul(hash, prime) ^ signed(bytes[index] as number);
  }
  return hash >>> 0;
}

function fnv1a(bytes: Uint8Array, start: number, end: number, basis: number, prime: number): number {
  let hash = basis;
  for (let index = start; index < end; index++) {
    hash = Math.imul(hash ^ signed(bytes[index] as number), prime);
  }
  return hash >>> 0;
}

const MURMUR_MULTIPLIER = 0x5bd1e995;
/** libhashkit's seed is this times the length. */
const MURMUR_SEED_PER_BYTE = 0xdeadbeef;

/** MurmurHash2 (Appleby), 32 bits, with a seed made of the length. */
export function murmur2(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  let hash = Math.imul(MURMUR_SEED_PER_BYTE, length) ^ length;
  let at = start;
  for (; end - at >= 4; at += 4) {
    const word = Math.imul(littleEndian(bytes, at, at + 4), MURMUR_MULTIPLIER);
    hash = Math.imul(hash, MURMUR_MULTIPLIER) ^ Math.imul(word ^ (word >>> 24), MURMUR_MULTIPLIER);
  }
  if (at < end) {
    hash = Math.imul(hash ^ littleEndian(bytes, at, end), MURMUR_MULTIPLIER);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MURMUR_MULTIPLIER);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** Up to four bytes as a number, the first one lowest. */
function littleEndian(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let index = end - 1; index >= start; index--) {
    word = (word << 8) | (bytes[index] as number);
  }
  return word;
}

/** The polynomial of IEEE 802.3, bits reversed. */
const CRC_POLYNOMIAL = 0xedb88320;

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) {
    value = (value >>> 1) ^ (value & 1 ? CRC_POLYNOMIAL : 0);
  }
  return value;
});

/** The CRC-32 of IEEE 802.3, as zlib computes it; twemproxy calls it crc32a. */
export function crc32(bytes: Uint8Array, start: number, end: number): number {
  let crc = -1;
  for (let index = start; index < end; index++) {
    crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ (bytes[index] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

/** Fifteen bits from the middle of the CRC-32: libmemcached's `crc`, twemproxy's `crc32`, Perl's and Python's classic choice. */
export function crc32Middle(bytes: Uint8Array, start: number, end: number): number {
  return (crc32(bytes, start, end) >>> 16) & 0x7fff;
}

/** A byte as a signed char. */
function signed(byte: number): number {
  return (byte << 24) >> 24;
}
