/**
 * Copying bytes in and out of shared memory: the one place that knows which way is fastest on which Node.
 *
 * Node 20 copies shared memory with a byte-wise "relaxed" move (3.7 GB/s at best, behind a call of 60 ns), so short copies are
 * a loop and long ones go through a latin1 string, in pieces that stay small objects of the garbage collector.
 * Measured on Node 20.20, ns for 20/100/1000/16000 bytes: loop 30/76/730/-, Buffer.copy 57/67/270/3270, string 105/86/139/956.
 * From Node 24 on Buffer.copy is a real memcpy (26 ns for 100 bytes).
 */

/** The part of Node's Buffer that works on any byte view and is not in its public types. */
interface BufferNatives {
  copy(this: Uint8Array, target: Uint8Array, targetStart: number, start: number, end: number): number;
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string, start: number, length: number): number;
}

const natives = Buffer.prototype as unknown as BufferNatives;

const FIRST_NODE_WITH_FAST_COPY = 24;
const fastBufferCopy = Number.parseInt(process.versions.node, 10) >= FIRST_NODE_WITH_FAST_COPY;

/** Below this many bytes a loop is fastest. */
const LOOP_BYTES_MAX = fastBufferCopy ? 24 : 48;
/** Above this many bytes the string way is fastest (never, where Buffer.copy is good). */
const COPY_BYTES_MAX = fastBufferCopy ? Number.POSITIVE_INFINITY : 224;
/** Piece that one string carries. */
const STRING_BYTES_MAX = 16 * 1024;

/** Copies `count` bytes between views of any memory, shared or not. The ranges must not overlap. */
export function copyBytes(
  source: Uint8Array,
  sourceStart: number,
  target: Uint8Array,
  targetStart: number,
  count: number,
): void {
  if (count < LOOP_BYTES_MAX) {
    for (let index = 0; index < count; index++) {
      target[targetStart + index] = source[sourceStart + index] as number;
    }
  } else if (count < COPY_BYTES_MAX) {
    natives.copy.call(source, target, targetStart, sourceStart, sourceStart + count);
  } else {
    copyByString(source, sourceStart, target, targetStart, count);
  }
}

function copyByString(
  source: Uint8Array,
  sourceStart: number,
  target: Uint8Array,
  targetStart: number,
  count: number,
): void {
  for (let done = 0; done < count; done += STRING_BYTES_MAX) {
    const piece = Math.min(STRING_BYTES_MAX, count - done);
    const text = natives.latin1Slice.call(source, sourceStart + done, sourceStart + done + piece);
    natives.latin1Write.call(target, text, targetStart + done, piece);
  }
}
