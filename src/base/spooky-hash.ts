/** SpookyHash V2 (Jenkins), 32 bits: by it mcrouter's WeightedCh3 decides whether a server takes a key (lib/WeightedCh3HashFunc.cpp). */
import { littleEndian64, turn64, word64 } from "./wide-words.ts";

/** Fills the state that no input has reached. */
const FILLER = 0xdeadbeefdeadbeefn;
/** From this length on, all twelve words of the state are used. */
const LONG_BYTES_MIN = 192;
const BLOCK_WORDS = 12;
const BLOCK_BYTES = 8 * BLOCK_WORDS;

const SHORT_MIX_TURNS = [50n, 52n, 30n, 41n, 54n, 48n, 38n, 37n, 62n, 34n, 5n, 36n];
const SHORT_END_TURNS = [15n, 52n, 26n, 51n, 28n, 9n, 47n, 54n, 32n, 25n, 63n];
const MIX_TURNS = [11n, 32n, 43n, 31n, 17n, 28n, 39n, 57n, 55n, 54n, 22n, 46n];
const END_TURNS = [44n, 15n, 34n, 21n, 38n, 33n, 10n, 13n, 38n, 53n, 42n, 54n];

/** Hashes `bytes[start..end)` to an unsigned 32-bit number. */
export function spookyHash32(bytes: Uint8Array, start: number, end: number, seed: bigint): number {
  const hash = end - start < LONG_BYTES_MIN ? hashShort(bytes, start, end, seed) : hashLong(bytes, start, end, seed);
  return Number(hash & 0xffffffffn);
}

/** Four words of state, a, b, c, d, of which a is the hash. */
function hashShort(bytes: Uint8Array, start: number, end: number, seed: bigint): bigint {
  const state = [seed, seed, FILLER, FILLER];
  let at = start;
  for (; end - at >= 32; at += 32) {
    add(state, 2, littleEndian64(bytes, at, at + 8));
    add(state, 3, littleEndian64(bytes, at + 8, at + 16));
    mixShort(state);
    add(state, 0, littleEndian64(bytes, at + 16, at + 24));
    add(state, 1, littleEndian64(bytes, at + 24, at + 32));
  }
  if (end - at >= 16) {
    add(state, 2, littleEndian64(bytes, at, at + 8));
    add(state, 3, littleEndian64(bytes, at + 8, at + 16));
    mixShort(state);
    at += 16;
  }
  add(state, 3, BigInt(end - start) << 56n);
  add(state, 2, at === end ? FILLER : littleEndian64(bytes, at, end));
  add(state, 3, at === end ? FILLER : littleEndian64(bytes, Math.min(at + 8, end), end));
  return endShort(state);
}

/** c turns and takes d, a takes c; then the same with d, a, b and so on around. */
function mixShort(state: bigint[]): void {
  for (const [step, turns] of SHORT_MIX_TURNS.entries()) {
    const [turned, next, mixed] = [(step + 2) & 3, (step + 3) & 3, step & 3];
    state[turned] = word64(turn64(state[turned] as bigint, turns) + (state[next] as bigint));
    state[mixed] = (state[mixed] as bigint) ^ (state[turned] as bigint);
  }
}

/** d takes c, c turns and d takes it again; then the same with a and d, b and a, and so on. */
function endShort(state: bigint[]): bigint {
  for (const [step, turns] of SHORT_END_TURNS.entries()) {
    const [turned, mixed] = [(step + 2) & 3, (step + 3) & 3];
    state[mixed] = (state[mixed] as bigint) ^ (state[turned] as bigint);
    state[turned] = turn64(state[turned] as bigint, turns);
    add(state, mixed, state[turned] as bigint);
  }
  return state[0] as bigint;
}

function hashLong(bytes: Uint8Array, start: number, end: number, seed: bigint): bigint {
  const state = Array.from({ length: BLOCK_WORDS }, (_, index) => (index % 3 === 2 ? FILLER : seed));
  let at = start;
  for (; end - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
    mixBlock(state, bytes, at);
  }
  // What is left, zeros behind it, its length in the last byte.
  const last = new Uint8Array(BLOCK_BYTES);
  last.set(bytes.subarray(at, end));
  last[BLOCK_BYTES - 1] = end - at;
  for (let index = 0; index < BLOCK_WORDS; index++) {
    add(state, index, littleEndian64(last, 8 * index, 8 * index + 8));
  }
  for (let round = 0; round < 3; round++) {
    endPart(state);
  }
  return state[0] as bigint;
}

function mixBlock(state: bigint[], bytes: Uint8Array, at: number): void {
  for (const [index, turns] of MIX_TURNS.entries()) {
    const [next, second, tenth, last] = [1, 2, 10, 11].map((step) => (index + step) % BLOCK_WORDS) as Four;
    add(state, index, littleEndian64(bytes, at + 8 * index, at + 8 * index + 8));
    state[second] = (state[second] as bigint) ^ (state[tenth] as bigint);
    state[last] = (state[last] as bigint) ^ (state[index] as bigint);
    state[index] = turn64(state[index] as bigint, turns);
    add(state, last, state[next] as bigint);
  }
}

function endPart(state: bigint[]): void {
  for (const [index, turns] of END_TURNS.entries()) {
    const [next, second, last] = [1, 2, 11].map((step) => (index + step) % BLOCK_WORDS) as [number, number, number];
    add(state, last, state[next] as bigint);
    state[second] = (state[second] as bigint) ^ (state[last] as bigint);
    state[next] = turn64(state[next] as bigint, turns);
  }
}

type Four = [number, number, number, number];

function add(state: bigint[], index: number, value: bigint): void {
  state[index] = word64((state[index] as bigint) + value);
}
