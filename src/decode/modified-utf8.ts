/** Java's modified UTF-8: characters beyond U+FFFF as two surrogates of three bytes each, and U+0000 as c0 80. */
import { latin1, utf8 } from "./byte-cursor.ts";

/** The text; bytes that are none become the characters of latin1, so that nothing is lost. */
export function modifiedUtf8(bytes: Uint8Array): string {
  return utf8(bytes) ?? decode(bytes) ?? latin1(bytes);
}

function decode(bytes: Uint8Array): string | undefined {
  const units: string[] = [];
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index] as number;
    const length = first < 0x80 ? 1 : (first & 0xe0) === 0xc0 ? 2 : (first & 0xf0) === 0xe0 ? 3 : 0;
    if (length === 0 || index + length > bytes.length) {
      return undefined;
    }
    let unit = length === 1 ? first : first & (length === 2 ? 0x1f : 0x0f);
    for (let offset = 1; offset < length; offset++) {
      const next = bytes[index + offset] as number;
      if ((next & 0xc0) !== 0x80) {
        return undefined;
      }
      unit = unit * 64 + (next & 0x3f);
    }
    units.push(String.fromCharCode(unit));
    index += length;
  }
  return units.join("");
}
