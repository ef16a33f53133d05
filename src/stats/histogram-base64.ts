/**
 * A histogram as HdrHistogram's tools of every language read it: compressed V2, base64 ("HISTFAAAA...").
 *
 *   compressed   int32 0x1c849314, int32 length, zlib of:
 *   payload      int32 0x1c849313, int32 length of the counts, int32 0 (normalizing offset), int32 digits,
 *                int64 lowest, int64 highest, float64 1.0 (conversion ratio), counts; all big endian
 *   counts       from value 0 up to the largest, ZigZag LEB128; a run of two or more zeros is minus its length
 *
 * Written here, byte for byte as the Java original does, because hdr-histogram-js 3.0.1 writes an offset of 1 and a ratio of
 * 4.9e-324: in Java the result is equal to no histogram, and readers that heed the offset find every count in the wrong bucket.
 */
import { deflateSync } from "node:zlib";
import { type Histogram, LATENCY_NS_MAX, SIGNIFICANT_DIGITS } from "./histogram.ts";

const COMPRESSED_COOKIE = 0x1c849314;
const PAYLOAD_COOKIE = 0x1c849313;
const COMPRESSED_HEAD_BYTES = 8;
const PAYLOAD_HEAD_BYTES = 40;

/** A count below 2^53, doubled for its sign, takes no more bytes of seven bits. */
const COUNT_BYTES_MAX = 8;

/** Writes a count, or minus the length of a run of zeros; returns where it ended. */
function writeZigZag(bytes: Buffer, start: number, value: number): number {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  let at = start;
  while (rest >= 128) {
    bytes[at++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}

/** Writes the counts of all buckets up to the last that was hit; an empty histogram has the one of value 0. */
function writeCounts(bytes: Buffer, start: number, histogram: Histogram): number {
  const end = Math.max(1, histogram.bucketRange.end);
  let at = start;
  let bucket = 0;
  while (bucket < end) {
    const count = histogram.countAt(bucket);
    const from = bucket++;
    if (count === 0) {
      while (bucket < end && histogram.countAt(bucket) === 0) {
        bucket++;
      }
    }
    at = writeZigZag(bytes, at, bucket - from > 1 ? from - bucket : count);
  }
  return at;
}

function encodePayload(histogram: Histogram): Buffer {
  const { first, end } = histogram.bucketRange;
  const bytes = Buffer.alloc(PAYLOAD_HEAD_BYTES + (1 + end - first) * COUNT_BYTES_MAX);
  const length = writeCounts(bytes, PAYLOAD_HEAD_BYTES, histogram);
  bytes.writeInt32BE(PAYLOAD_COOKIE, 0);
  bytes.writeInt32BE(length - PAYLOAD_HEAD_BYTES, 4);
  bytes.writeInt32BE(0, 8);
  bytes.writeInt32BE(SIGNIFICANT_DIGITS, 12);
  bytes.writeBigInt64BE(1n, 16);
  bytes.writeBigInt64BE(BigInt(LATENCY_NS_MAX), 24);
  bytes.writeDoubleBE(1, 32);
  return bytes.subarray(0, length);
}

/** The base64 form of a histogram of nanoseconds; what decodes it finds the same count in every bucket. */
export function encodeBase64(histogram: Histogram): string {
  const compressed = deflateSync(encodePayload(histogram));
  const head = Buffer.alloc(COMPRESSED_HEAD_BYTES);
  head.writeInt32BE(COMPRESSED_COOKIE, 0);
  head.writeInt32BE(compressed.length, 4);
  return Buffer.concat([head, compressed]).toString("base64");
}
