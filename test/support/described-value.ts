/** Values that say what they must be: any mix of two of them, or a part of one, is recognised. */

const HEADER_BYTES = 8;

/** Fills `target` with the value of this length (at least 8) and seed. */
export function fillDescribed(target: Buffer, length: number, seed: number): void {
  target.writeUInt32LE(length, 0);
  target.writeUInt32LE(seed >>> 0, 4);
  for (let index = HEADER_BYTES; index < length; index++) {
    target[index] = byteAt(seed, index);
  }
}

/** Whether `length` bytes are one whole described value. */
export function isDescribed(bytes: Uint8Array, length: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (length < HEADER_BYTES || view.getUint32(0, true) !== length) {
    return false;
  }
  const seed = view.getUint32(4, true);
  for (let index = HEADER_BYTES; index < length; index++) {
    if (bytes[index] !== byteAt(seed, index)) {
      return false;
    }
  }
  return true;
}

function byteAt(seed: number, index: number): number {
  return (Math.imul(seed ^ (index >>> 3), 0x9e3779b1) >>> (index & 15)) & 0xff;
}
