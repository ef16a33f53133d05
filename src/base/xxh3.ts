/**
 * XXH3, 64 bits (Collet, xxHash 0.8, doc/xxhash_spec.md): the key hash of memcached's proxy. A key's length decides which of five ways is
 * taken; each mixes words of the key with words of a fixed secret.
 */
import { assert } from "./assert.ts";
import { littleEndian64, turn64, word64 } from "./wide-words.ts";

const PRIME32_1 = 0x9e3779b1n;
const PRIME32_2 = 0x85ebca77n;
const PRIME32_3 = 0xc2b2ae3dn;
const PRIME64_1 = 0x9e3779b185ebca87n;
const PRIME64_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME64_3 = 0x165667b19e3779f9n;
const PRIME64_4 = 0x85ebca77c2b2ae63n;
const PRIME64_5 = 0x27d4eb2f165667c5n;
const PRIME_MX1 = 0x165667919e3779f9n;
const PRIME_MX2 = 0x9fb21c651e98df25n;

/** The default secret (section "Secret" of the specification). */
const SECRET = Buffer.from(
  "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c" +
    "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364ea" +
    "c5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e",
  "hex",
);

const STRIPE_BYTES = 64;
const MIDDLE_BYTES_MAX = 240;
/** Stripes before the accumulators would be scrambled: longer input than a key or a seed's text ever is. */
const INPUT_BYTES_MAX = 1024;

/** Hashes `bytes[start..end)`, {@link INPUT_BYTES_MAX} bytes or less, to an unsigned 64-bit number. */
export function xxh3(bytes: Uint8Array, start: number, end: number, seed = 0n): bigint {
  const length = end - start;
  if (length <= 16) {
    return hashShort(bytes, start, end, seed);
  }
  if (length <= 128) {
    return hashTo128(bytes, start, end, seed);
  }
  return length <= MIDDLE_BYTES_MAX ? hashTo240(bytes, start, end, seed) : hashLong(bytes, start, end, seed);
}

function hashShort(bytes: Uint8Array, start: number, end: number, seed: bigint): bigint {
  const length = end - start;
  if (length > 8) {
    const low = littleEndian64(bytes, start, end) ^ word64((secretWord(24) ^ secretWord(32)) + seed);
    const high = littleEndian64(bytes, end - 8, end) ^ word64((secretWord(40) ^ secretWord(48)) - seed);
    return avalanche(word64(BigInt(length) + swapped64(low) + high + foldedProduct(low, high)));
  }
  if (length >= 4) {
    const mixedSeed = seed ^ (swapped32(seed & 0xffffffffn) << 32n);
    const first = littleEndian64(bytes, start, start + 4);
    const last = littleEndian64(bytes, end - 4, end);
    const flipped = (last + (first << 32n)) ^ word64((secretWord(8) ^ secretWord(16)) - mixedSeed);
    return mixOfFourToEight(flipped, BigInt(length));
  }
  if (length === 0) {
    return avalancheOf64(seed ^ secretWord(56) ^ secretWord(64));
  }
  const [first, middle, last] = [bytes[start], bytes[start + (length >> 1)], bytes[end - 1]] as [
    number,
    number,
    number,
  ];
  const combined = ((first << 16) | (middle << 24) | last | (length << 8)) >>> 0;
  return avalancheOf64(BigInt(combined) ^ word64((secretWord32(0) ^ secretWord32(4)) + seed));
}

function hashTo128(bytes: Uint8Array, start: number, end: number, seed: bigint): bigint {
  let sum = BigInt(end - start) * PRIME64_1;
  // From the outside inwards: 16 bytes from the front and 16 from the back, which may overlap.
  for (let pair = Math.ceil((end - start) / 32) - 1; pair >= 0; pair--) {
    sum += mixOf16(bytes, start + 16 * pair, 32 * pair, seed);
    sum += mixOf16(bytes, end - 16 * (pair + 1), 32 * pair + 16, seed);
  }
  return avalanche(word64(sum));
}

function hashTo240(bytes: Uint8Array, start: number, end: number, seed: bigint): bigint {
  const roundCount = Math.floor((end - start) / 16);
  let sum = BigInt(end - start) * PRIME64_1;
  for (let round = 0; round < 8; round++) {
    sum += mixOf16(bytes, start + 16 * round, 16 * round, seed);
  }
  sum = avalanche(word64(sum));
  for (let round = 8; round < roundCount; round++) {
    sum += mixOf16(bytes, start + 16 * round, 16 * (round - 8) + 3, seed);
  }
  // The last 16 bytes, with the secret's shortest length less 17.
  return avalanche(word64(sum + mixOf16(bytes, end - 16, 136 - 17, seed)));
}

function hashLong(bytes: Uint8Array, start: number, end: number, seed: bigint): bigint {
  assert(end - start <= INPUT_BYTES_MAX, "what is hashed is no longer than a key");
  const secret = seed === 0n ? SECRET : seededSecret(seed);
  const sums = [PRIME32_3, PRIME64_1, PRIME64_2, PRIME64_3, PRIME64_4, PRIME32_2, PRIME64_5, PRIME32_1];
  const stripeCount = Math.floor((end - start - 1) / STRIPE_BYTES);
  for (let stripe = 0; stripe < stripeCount; stripe++) {
    addStripe(sums, bytes, start + STRIPE_BYTES * stripe, secret, 8 * stripe);
  }
  addStripe(sums, bytes, end - STRIPE_BYTES, secret, SECRET.length - STRIPE_BYTES - 7);
  let merged = BigInt(end - start) * PRIME64_1;
  for (let pair = 0; pair < 4; pair++) {
    const [one, other] = [sums[2 * pair], sums[2 * pair + 1]] as [bigint, bigint];
    const at = 11 + 16 * pair;
    merged += foldedProduct(one ^ littleEndian64(secret, at, at + 8), other ^ littleEndian64(secret, at + 8, at + 16));
  }
  return avalanche(word64(merged));
}

function addStripe(sums: bigint[], bytes: Uint8Array, at: number, secret: Uint8Array, secretAt: number): void {
  for (let lane = 0; lane < 8; lane++) {
    const data = littleEndian64(bytes, at + 8 * lane, at + 8 * lane + 8);
    const keyed = data ^ littleEndian64(secret, secretAt + 8 * lane, secretAt + 8 * lane + 8);
    sums[lane ^ 1] = word64((sums[lane ^ 1] as bigint) + data);
    sums[lane] = word64((sums[lane] as bigint) + (keyed & 0xffffffffn) * (keyed >> 32n));
  }
}

function seededSecret(seed: bigint): Uint8Array {
  const secret = Buffer.alloc(SECRET.length);
  for (let at = 0; at < SECRET.length; at += 16) {
    secret.writeBigUInt64LE(word64(secretWord(at) + seed), at);
    secret.writeBigUInt64LE(word64(secretWord(at + 8) - seed), at + 8);
  }
  return secret;
}

function mixOf16(bytes: Uint8Array, at: number, secretAt: number, seed: bigint): bigint {
  const low = littleEndian64(bytes, at, at + 8);
  const high = littleEndian64(bytes, at + 8, at + 16);
  return foldedProduct(low ^ word64(secretWord(secretAt) + seed), high ^ word64(secretWord(secretAt + 8) - seed));
}

/** The two halves of a 128-bit product, one upon the other. */
function foldedProduct(one: bigint, other: bigint): bigint {
  const product = one * other;
  return word64(product) ^ (product >> 64n);
}

function avalanche(hash: bigint): bigint {
  const mixed = word64((hash ^ (hash >> 37n)) * PRIME_MX1);
  return mixed ^ (mixed >> 32n);
}

/** The finish of the older XXH64. */
function avalancheOf64(hash: bigint): bigint {
  let mixed = word64((hash ^ (hash >> 33n)) * PRIME64_2);
  mixed = word64((mixed ^ (mixed >> 29n)) * PRIME64_3);
  return mixed ^ (mixed >> 32n);
}

function mixOfFourToEight(hash: bigint, length: bigint): bigint {
  let mixed = word64((hash ^ turn64(hash, 49n) ^ turn64(hash, 24n)) * PRIME_MX2);
  mixed = word64((mixed ^ ((mixed >> 35n) + length)) * PRIME_MX2);
  return mixed ^ (mixed >> 28n);
}

function swapped64(word: bigint): bigint {
  return (swapped32(word & 0xffffffffn) << 32n) | swapped32(word >> 32n);
}

function swapped32(word: bigint): bigint {
  return ((word & 0xffn) << 24n) | ((word & 0xff00n) << 8n) | ((word >> 8n) & 0xff00n) | (word >> 24n);
}

const SECRET_WORDS = Array.from({ length: SECRET.length - 7 }, (_, at) => littleEndian64(SECRET, at, at + 8));

function secretWord(at: number): bigint {
  return SECRET_WORDS[at] as bigint;
}

function secretWord32(at: number): bigint {
  return secretWord(at) & 0xffffffffn;
}
