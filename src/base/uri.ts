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

/** Decodes text that {@link encodeUri} made, one byte a character; a `%` that no two hex digits follow stands for itself. */
export function decodeUri(text: string): Buffer {
  const decoded = text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(decoded, "latin1");
}
