/** twemproxy's crc16 (src/hashkit/nc_crc16.c): the CRC-16 of CCITT, whose running value it never cuts to 16 bits. */

const POLYNOMIAL = 0x1021;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit++) {
    value = (value << 1) ^ (value & 0x8000 ? POLYNOMIAL : 0);
  }
  return value;
});

/** Hashes `bytes[start..end)` to an unsigned 32-bit number. */
export function crc16(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0;
  for (let index = start; index < end; index++) {
    crc = (crc << 8) ^ (TABLE[((crc >>> 8) ^ (bytes[index] as number)) & 0xff] as number);
  }
  return crc >>> 0;
}
