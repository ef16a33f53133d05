/** Snappy's raw format, as LevelDB compresses blocks with it: google/snappy, format_description.txt. Reading only. */

/** Longest text that is made room for: more than any block LevelDB writes. */
const TEXT_BYTES_MAX = 64 * 1024 * 1024;

/** A number in groups of seven bits, the lowest first, and where it ends; undefined when it does not. */
export function readVarint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  let factor = 1;
  for (let at = start; at < bytes.length && at < start + 8; at++) {
    const byte = bytes[at] as number;
    value += (byte & 0x7f) * factor;
    factor *= 128;
    if (byte < 0x80) {
      return { value, end: at + 1 };
    }
  }
  return undefined;
}

/** What was compressed; undefined when it is none of snappy's. */
export function snappyUncompress(bytes: Buffer): Buffer | undefined {
  const length = readVarint(bytes, 0);
  if (length === undefined || length.value > TEXT_BYTES_MAX) {
    return undefined;
  }
  const text = Buffer.alloc(length.value);
  let [at, filled] = [length.end, 0];
  while (at < bytes.length) {
    const element = readElement(bytes, at);
    if (element === undefined || filled + element.length > text.length || element.distance > filled) {
      return undefined;
    }
    if (element.distance === 0) {
      bytes.copy(text, filled, element.from, element.from + element.length);
    } else {
      // Copies may overlap what they make, so byte by byte.
      for (let index = 0; index < element.length; index++) {
        text[filled + index] = text[filled + index - element.distance] as number;
      }
    }
    filled += element.length;
    at = element.end;
  }
  return filled === text.length ? text : undefined;
}

interface Element {
  readonly length: number;
  /** How far back a copy begins; 0 for bytes that stand at `from`. */
  readonly distance: number;
  readonly from: number;
  readonly end: number;
}

function readElement(bytes: Buffer, at: number): Element | undefined {
  const tag = bytes[at] as number;
  const kind = tag & 3;
  if (kind === 0) {
    return readLiteral(bytes, at, tag >> 2);
  }
  const distanceBytes = kind === 3 ? 4 : kind;
  const end = at + 1 + distanceBytes;
  if (end > bytes.length) {
    return undefined;
  }
  const low = bytes.readUIntLE(at + 1, distanceBytes);
  const distance = kind === 1 ? ((tag >> 5) << 8) | low : low;
  const length = kind === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2);
  return distance === 0 ? undefined : { length, distance, from: 0, end };
}

/** @param head the length less one, or from 60 on in how many bytes (less 59) it follows */
function readLiteral(bytes: Buffer, at: number, head: number): Element | undefined {
  const lengthBytes = head < 60 ? 0 : head - 59;
  const from = at + 1 + lengthBytes;
  if (from > bytes.length) {
    return undefined;
  }
  const length = 1 + (lengthBytes === 0 ? head : bytes.readUIntLE(at + 1, lengthBytes));
  const end = from + length;
  return end > bytes.length ? undefined : { length, distance: 0, from, end };
}
