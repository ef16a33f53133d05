/**
 * Zstandard (RFC 8878), unpacked by fzstd: node:zlib has it from Node 22.15 on only. What a frame says of its size and its window
 * is checked before, because fzstd allocates both.
 */
import { Decompress } from "fzstd";
import { ByteCursor } from "./byte-cursor.ts";
import { type Attempt, attempt, Malformed } from "./malformed.ts";
import { tooLong } from "./zlib.ts";

const MAGIC = 0xfd2fb528;
/** `zstd` uses 8 MiB at most unless it is told to. */
const WINDOW_BYTES_MAX = 8 * 1024 * 1024;
const BLOCK_BYTES_MAX = 128 * 1024;

/** Whether the bytes begin like a frame. */
export function looksLikeZstd(bytes: Uint8Array): boolean {
  return bytes.length > 8 && new ByteCursor(bytes).uint32(true) === MAGIC;
}

/** Unpacks frames that stand one behind the other. Their checksums are not checked, because fzstd does not. */
export function unpackZstd(bytes: Uint8Array, bytesMax: number): Attempt<Uint8Array> {
  return attempt(() => {
    const chunks: Uint8Array[] = [];
    let lengthBytes = 0;
    const cursor = new ByteCursor(bytes);
    while (cursor.left > 0) {
      const frame = nextFrame(cursor, bytesMax);
      unpackFrame(frame, (chunk) => {
        lengthBytes += chunk.length;
        if (lengthBytes > bytesMax) {
          cursor.fail(tooLong(bytesMax));
        }
        // fzstd may use the chunk's memory again.
        chunks.push(Uint8Array.from(chunk));
      });
    }
    return Buffer.concat(chunks);
  });
}

/** What fzstd throws, also by reading where nothing is, means that the frame is damaged. */
function unpackFrame(frame: Uint8Array, onChunk: (chunk: Uint8Array) => void): void {
  try {
    new Decompress(onChunk).push(frame, true);
  } catch (error) {
    if (error instanceof Malformed || !(error instanceof Error)) {
      throw error;
    }
    throw new Malformed(`the frame is damaged (${error.message})`, 0);
  }
}

/** Goes over one frame: header, blocks, checksum. */
function nextFrame(cursor: ByteCursor, bytesMax: number): Uint8Array {
  const start = cursor.offset;
  const hasChecksum = readHeader(cursor, bytesMax);
  for (let isLast = false; !isLast; ) {
    const [low, middle, high] = cursor.take(3) as unknown as [number, number, number];
    const header = low + middle * 256 + high * 65_536;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3 || size > BLOCK_BYTES_MAX) {
      cursor.fail("no block of Zstandard stands", 3);
    }
    // A block of type 1 is one byte, repeated.
    cursor.advance(type === 1 ? 1 : size);
    isLast = (header & 1) === 1;
  }
  cursor.advance(hasChecksum ? 4 : 0);
  return cursor.bytes.subarray(start, cursor.offset);
}

/** Magic, descriptor, window, dictionary, content size; answers whether a checksum follows the blocks. */
function readHeader(cursor: ByteCursor, bytesMax: number): boolean {
  if (cursor.uint32(true) !== MAGIC) {
    cursor.fail("no frame of Zstandard stands", 4);
  }
  const descriptor = cursor.uint8();
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeLength = descriptor >> 6 === 0 ? (isSingleSegment ? 1 : 0) : 1 << (descriptor >> 6);
  if (!isSingleSegment) {
    const window = cursor.uint8();
    const base = 2 ** (10 + (window >> 3));
    if (base + (base / 8) * (window & 7) > WINDOW_BYTES_MAX) {
      cursor.fail("its window is larger than 8 MiB,", 1);
    }
  }
  if ((descriptor & 3) !== 0) {
    cursor.fail("it was packed with a dictionary, which is not here,", 1);
  }
  const size = contentSize(cursor, sizeLength);
  if (size > bytesMax) {
    cursor.fail(tooLong(bytesMax));
  }
  return (descriptor & 4) !== 0;
}

function contentSize(cursor: ByteCursor, length: number): number {
  switch (length) {
    case 0:
      return 0;
    case 1:
      return cursor.uint8();
    case 2:
      return cursor.uint16(true) + 256;
    case 4:
      return cursor.uint32(true);
    default:
      return cursor.length64(true);
  }
}
