/** Takes off one layer of compression, as the clients put it on. */
import { ByteCursor } from "./byte-cursor.ts";
import { unpackFastlz } from "./fastlz.ts";
import { type Attempt, attempt } from "./malformed.ts";
import { looksLikeGzip, looksLikeZlib, tooLong, unpackGzip, unpackZlib } from "./zlib.ts";
import { looksLikeZstd, unpackZstd } from "./zstd.ts";

/**
 * How a value is packed. `php ...` is php-memcached's form: four bytes of length, in the order of the machine that wrote it, which is
 * little-endian on all that are common, before the packed bytes.
 */
export type Packing = "zlib" | "gzip" | "zstd" | "php zlib" | "php fastlz" | "php zstd";

/** What a layer held. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  /** The layer and both lengths, for people. */
  readonly step: string;
}

const LENGTH_BYTES = 4;

const NAMES: Readonly<Record<Packing, string>> = {
  zlib: "zlib",
  gzip: "gzip",
  zstd: "Zstandard",
  "php zlib": "php-memcached's zlib",
  "php fastlz": "php-memcached's FastLZ",
  "php zstd": "php-memcached's Zstandard",
};

/** Unpacks bytes that are packed like that, to `bytesMax` at most; says why they can't be. */
export function unpack(packing: Packing, bytes: Uint8Array, bytesMax: number): Attempt<Unpacked> {
  const result = unpackBytes(packing, bytes, bytesMax);
  return "problem" in result
    ? { problem: `${NAMES[packing]}: ${result.problem}` }
    : { value: { bytes: result.value, step: describe(NAMES[packing], bytes.length, result.value.length) } };
}

/** How bytes seem to be packed that nothing else is known of. FastLZ has no mark to know it by. */
export function sniffPacking(bytes: Uint8Array): Packing | undefined {
  if (looksLikeGzip(bytes)) return "gzip";
  if (looksLikeZstd(bytes)) return "zstd";
  if (looksLikeZlib(bytes)) return "zlib";
  const behindLength = bytes.subarray(LENGTH_BYTES);
  if (looksLikeZlib(behindLength)) return "php zlib";
  return looksLikeZstd(behindLength) ? "php zstd" : undefined;
}

function describe(name: string, packedBytes: number, unpackedBytes: number): string {
  return `${name}: ${packedBytes.toLocaleString("en-US")} bytes unpacked to ${unpackedBytes.toLocaleString("en-US")}`;
}

function unpackBytes(packing: Packing, bytes: Uint8Array, bytesMax: number): Attempt<Uint8Array> {
  switch (packing) {
    case "zlib":
      return unpackZlib(bytes, bytesMax);
    case "gzip":
      return unpackGzip(bytes, bytesMax);
    case "zstd":
      return unpackZstd(bytes, bytesMax);
    case "php zlib":
      return unpackMeasured(bytes, bytesMax, unpackZlib);
    case "php zstd":
      return unpackMeasured(bytes, bytesMax, unpackZstd);
    case "php fastlz":
      return unpackMeasured(bytes, bytesMax, unpackFastlz);
  }
}

/** Unpacks what stands behind its unpacked length, and holds it to that. */
function unpackMeasured(
  bytes: Uint8Array,
  bytesMax: number,
  unpackRest: (rest: Uint8Array, length: number) => Attempt<Uint8Array>,
): Attempt<Uint8Array> {
  const announced = attempt(() => new ByteCursor(bytes).uint32(true));
  if ("problem" in announced) {
    return announced;
  }
  const length = announced.value;
  if (length > bytesMax) {
    return { problem: tooLong(bytesMax) };
  }
  const result = unpackRest(bytes.subarray(LENGTH_BYTES), length);
  if ("value" in result && result.value.length !== length) {
    return {
      problem: `it unpacks to ${result.value.length.toLocaleString("en-US")} bytes and announces ${length.toLocaleString("en-US")}`,
    };
  }
  return result;
}
