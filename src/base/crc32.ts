/** CRC-32 (ISO 3309, the polynomial of gzip and zlib) and CRC-32C, eight bytes a step. node:zlib has the first from Node 22.2 on. */

const ISO_POLYNOMIAL = 0xedb88320;
const CASTAGNOLI_POLYNOMIAL = 0x82f63b78;
const TABLE_COUNT = 8;
const ISO_TABLES = makeTables(ISO_POLYNOMIAL);
const CASTAGNOLI_TABLES = makeTables(CASTAGNOLI_POLYNOMIAL);

function makeTables(polynomial: number): readonly Int32Array[] {
  const tables = Array.from({ length: TABLE_COUNT }, () => new Int32Array(256));
  const [first] = tables as [Int32Array];
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) {
      value = (value >>> 1) ^ (value & 1 ? polynomial : 0);
    }
    first[byte] = value;
  }
  for (let table = 1; table < TABLE_COUNT; table++) {
    const previous = tables[table - 1] as Int32Array;
    const current = tables[table] as Int32Array;
    for (let byte = 0; byte < 256; byte++) {
      const value = previous[byte] as number;
      current[byte] = (value >>> 8) ^ (first[value & 0xff] as number);
    }
  }
  return tables;
}

/**
 * The checksum of `bytes`, unsigned.
 * @param before the checksum of what stands before them
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  return checksum(ISO_TABLES, bytes, before);
}

/** The same with Castagnoli's polynomial, as LevelDB, iSCSI and ext4 use it. */
export function crc32c(bytes: Uint8Array, before = 0): number {
  return checksum(CASTAGNOLI_TABLES, bytes, before);
}

function checksum(tables: readonly Int32Array[], bytes: Uint8Array, before: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let crc = ~before;
  let index = 0;
  for (const end = bytes.length - 7; index < end; index += 8) {
    crc =
      (t7[(crc ^ (bytes[index] as number)) & 0xff] as number) ^
      (t6[((crc >>> 8) ^ (bytes[index + 1] as number)) & 0xff] as number) ^
      (t5[((crc >>> 16) ^ (bytes[index + 2] as number)) & 0xff] as number) ^
      (t4[(crc >>> 24) ^ (bytes[index + 3] as number)] as number) ^
      (t3[bytes[index + 4] as number] as number) ^
      (t2[bytes[index + 5] as number] as number) ^
      (t1[bytes[index + 6] as number] as number) ^
      (t0[bytes[index + 7] as number] as number);
  }
  for (; index < bytes.length; index++) {
    crc = (crc >>> 8) ^ (t0[(crc ^ (bytes[index] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}
