/** Hsieh's SuperFastHash, start value 0: libmemcached's and twemproxy's `hsieh` (src/hashkit/nc_hsieh.c), with chars that have a sign. */

/** Hashes `bytes[start..end)` to an unsigned 32-bit number. */
export function superFastHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  let at = start;
  for (; end - at >= 4; at += 4) {
    hash = (hash + pair(bytes, at)) | 0;
    hash = (hash << 16) ^ (pair(bytes, at + 2) << 11) ^ hash;
    hash = (hash + (hash >>> 11)) | 0;
  }
  hash = addTail(hash, bytes, at, end);
  hash ^= hash << 3;
  hash = (hash + (hash >>> 5)) | 0;
  hash ^= hash << 4;
  hash = (hash + (hash >>> 17)) | 0;
  hash ^= hash << 25;
  return (hash + (hash >>> 6)) >>> 0;
}

/** Adds the last one to three bytes. */
function addTail(hash: number, bytes: Uint8Array, at: number, end: number): number {
  switch (end - at) {
    case 3: {
      const sum = (hash + pair(bytes, at)) | 0;
      const mixed = sum ^ (sum << 16) ^ (signed(bytes[at + 2] as number) << 18);
      return (mixed + (mixed >>> 11)) | 0;
    }
    case 2: {
      const sum = (hash + pair(bytes, at)) | 0;
      const mixed = sum ^ (sum << 11);
      return (mixed + (mixed >>> 17)) | 0;
    }
    case 1: {
      const sum = (hash + (bytes[at] as number)) | 0;
      const mixed = sum ^ (sum << 10);
      return (mixed + (mixed >>> 1)) | 0;
    }
    default:
      return hash;
  }
}

/** Two bytes as a little-endian number. */
function pair(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

function signed(byte: number): number {
  return (byte << 24) >> 24;
}
