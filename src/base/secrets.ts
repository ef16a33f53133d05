/**
 * Comparing secrets in a time that tells nothing about them: not the secrets are compared but their digests, of equal length,
 * under a key that nobody outside this process knows.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const KEY_BYTES = 32;
const key = randomBytes(KEY_BYTES);

/** HMAC-SHA-256 of a secret under the key of this process (of this thread, if it has several). */
export function secretDigest(secret: Uint8Array): Uint8Array {
  return createHmac("sha256", key).update(secret).digest();
}

/** Whether two digests of {@link secretDigest} are equal. */
export function digestsEqual(one: Uint8Array, other: Uint8Array): boolean {
  return timingSafeEqual(one, other);
}
