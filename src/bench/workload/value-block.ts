/**
 * What values are made of. All values are cut from one block of bytes, at a place that depends on key, version and length, so that a
 * value can be written and checked by copying and comparing, without being kept.
 *
 * The block alternates random bytes, which no compressor can make smaller, and runs of one byte, which every compressor makes
 * almost nothing of:
 *
 *   |<------------- 128 bytes ------------->|<--
 *   | random (1 - compressibility) | ...... | random ...
 */
import { Prng } from "../../base/prng.ts";
import { viewOf } from "./short-bytes.ts";

/** A value starts at one of this many places: the part of the block in use stays in the core's cache. */
const PLACES = 64 * 1024;
/** Random bytes and a run, together. */
const PERIOD_BYTES = 128;
/** What a run costs after all, deflate's mark for it: it is made so much longer. */
const RUN_COST_BYTES = 2.5;
/** The block repeats after this many bytes, further than compressors look back with their usual settings. */
const DISTINCT_BYTES_MAX = 4 * 1024 * 1024;
/** The byte of the runs: a full stop. */
const RUN_BYTE = 0x2e;

/** The block. Its bytes depend on the compressibility alone: a later run can check what an earlier one wrote. */
export class ValueBlock {
  /** A value of `length` bytes is `bytes[place .. place + length)`, but for the head that a writer puts over it. */
  readonly bytes: Buffer;
  readonly view: DataView;

  /**
   * @param maxBytes length of the longest value
   * @param compressibility part of a value's bytes that a general compressor can take away, 0 .. 1
   */
  constructor(maxBytes: number, compressibility: number) {
    this.bytes = Buffer.allocUnsafeSlow(PLACES + maxBytes);
    this.view = viewOf(this.bytes);
    const distinct = Math.min(this.bytes.length, DISTINCT_BYTES_MAX);
    const prng = Prng.stream(0x76616c75, 0);
    for (let index = 0; index < distinct; index++) {
      this.bytes[index] = prng.nextInt32() & 255;
    }
    if (compressibility > 0) {
      const runBytes = Math.min(PERIOD_BYTES, Math.round(PERIOD_BYTES * compressibility + RUN_COST_BYTES));
      for (let start = PERIOD_BYTES - runBytes; start < distinct; start += PERIOD_BYTES) {
        this.bytes.fill(RUN_BYTE, start, Math.min(start + runBytes, distinct));
      }
    }
    for (let filled = distinct; filled < this.bytes.length; filled *= 2) {
      this.bytes.copy(this.bytes, filled, 0, filled);
    }
  }

  /** Where in the block the value starts that is `length` bytes long; a value of another length is most likely cut elsewhere. */
  placeOf(key: number, version: number, length: number): number {
    let mixed = Math.imul(key, 0x9e3779b1) ^ Math.imul(version, 0x85ebca6b) ^ Math.imul(length, 0xc2b2ae35);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
    return (mixed ^ (mixed >>> 13)) >>> 16;
  }
}
