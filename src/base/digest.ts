/** Digests of any algorithm that OpenSSL has, for clients that place keys by one; md5 alone has its own file, for speed. */
import { createHash, getHashes } from "node:crypto";

/** Whether there is a digest of that name. */
export function isDigestName(name: string): boolean {
  return getHashes().includes(name);
}

/** The digest of some bytes, or of a text in UTF-8. */
export function digestOf(algorithm: string, data: Uint8Array | string): Uint8Array {
  return createHash(algorithm).update(data).digest();
}
