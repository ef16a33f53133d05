/** URI encoding of bytes as memcached does it in dumps and logs: letters, digits and `-._~` stand for themselves, the rest is `%XX`. */

const ENCODED = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
});

/** Encodes `length` bytes from `start`. */
export function encodeUri(bytes: Uint8Array, start: number, length: number): string {
  let text = "";
  for (let index = start; index < start + length; index++) {
    text += ENCODED[bytes[index] as number];
  }
  return text;
}
