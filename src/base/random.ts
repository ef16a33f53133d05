/** Randomness from the operating system, for what must not be guessable. Repeatable randomness is in `prng.ts`. */
import { randomBytes, randomInt } from "node:crypto";

const UINT32_COUNT = 0x1_0000_0000;

/** A random 32-bit integer (signed), for instance the start value of a hash that a client must not predict. */
export function randomSeed(): number {
  return randomInt(UINT32_COUNT) | 0;
}

/** `byteCount` random bytes, for keys. */
export function randomSecret(byteCount: number): Uint8Array {
  return randomBytes(byteCount);
}

/** A number from 0 on, below 1, for what is not to happen at the same time everywhere. */
export function unitRandom(): number {
  return randomInt(UINT32_COUNT) / UINT32_COUNT;
}
