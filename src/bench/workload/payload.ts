/** What goes over the wire for a key: its bytes, the length and bytes of its value, its ttl. Everything belongs to the key and is always the same. */
import type { RequestBytes } from "../wire/request-bytes.ts";
import { KeyNumbers } from "./key-numbers.ts";
import { ValueBlock } from "./value-block.ts";
import { ValueChecker } from "./value-checker.ts";
import { ValueWriter } from "./value-writer.ts";
import type { Workload } from "./workload.ts";

/** What stands between the key prefix and the number of a counter's key. */
const COUNTER_MARK = "n";

/** Keys and values of a workload. */
export class Payload {
  /** What stands before the numbers of keys and of counters. */
  readonly prefixes: { readonly key: string; readonly counter: string };
  /** Bytes of each key's value. */
  readonly sizes: KeyNumbers;
  /** Seconds that each key's value lives. */
  readonly ttls: KeyNumbers;
  /** The ttl of every key; undefined when they differ. */
  readonly ttlSeconds: number | undefined;
  readonly #lengths: KeyNumbers | undefined;
  readonly #block: ValueBlock;
  readonly #writer: ValueWriter;
  readonly #verifyRun: number | undefined;

  constructor(workload: Workload) {
    const { keyPrefix, seed, keyLengths, verifyRun } = workload;
    this.prefixes = { key: keyPrefix, counter: `${keyPrefix}${COUNTER_MARK}` };
    this.sizes = new KeyNumbers(workload.valueSizes, seed, "valueBytes");
    this.ttls = new KeyNumbers(workload.ttls, seed, "ttlSeconds");
    this.ttlSeconds = this.ttls.min === this.ttls.max ? this.ttls.min : undefined;
    this.#lengths = keyLengths === undefined ? undefined : new KeyNumbers(keyLengths, seed, "keyBytes");
    this.#block = new ValueBlock(this.sizes.max, workload.compressibility);
    this.#writer = new ValueWriter(this.#block, verifyRun);
    this.#verifyRun = verifyRun;
  }

  /** Least digits of the number in key `key`: as many zeros stand before it as make the key as long as it is to be. */
  digitsOf(key: number): number {
    return this.#lengths === undefined ? 1 : this.#lengths.of(key) - this.prefixes.key.length;
  }

  /** Appends the value of `key`. Room for it has to be there. */
  writeValue(out: RequestBytes, key: number, version: number, valueBytes: number): void {
    this.#writer.write(out.bytes, out.length, key, version, valueBytes);
    out.length += valueBytes;
  }

  /** A checker of values for one connection; undefined when they are not to be verified. */
  createChecker(): ValueChecker | undefined {
    return this.#verifyRun === undefined ? undefined : new ValueChecker(this.#block, this.#verifyRun);
  }
}
