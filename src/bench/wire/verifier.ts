/**
 * `--verify` for one connection: gives sets their versions, checks values while they arrive, and tells the run's table what was stored. Values
 * of an mget are checked for being what somebody stored, but not for how old they are.
 */
import type { Recorder } from "../load/recorder.ts";
import type { Draw } from "../workload/draw.ts";
import { FAMILY, OPERATION, OPERATION_FAMILY, OUTCOME } from "../workload/operations.ts";
import { type ValueChecker, VERDICT } from "../workload/value-checker.ts";
import type { VersionTable } from "../workload/version-table.ts";

/** The verifier. */
export class Verifier {
  readonly #table: VersionTable;
  readonly #checker: ValueChecker;
  readonly #run: number;

  /** @param run number of the present run, as stamped into values */
  constructor(table: VersionTable, checker: ValueChecker, run: number) {
    this.#table = table;
    this.#checker = checker;
    this.#run = run;
  }

  /** A request is about to be sent: a set gets its version, a retrieval the oldest version it may show. */
  prepare(draw: Draw): void {
    const family = OPERATION_FAMILY[draw.operation];
    if (draw.isCounterStart || draw.operation === OPERATION.mget) {
      draw.version = 0;
    } else if (family === FAMILY.storage) {
      draw.version = this.#table.issue(draw.key);
    } else {
      draw.version = family === FAMILY.retrieval ? this.#table.floor(draw.key) : 0;
    }
  }

  /** A request was answered. */
  settle(operation: number, outcome: number, key: number, version: number): void {
    if (OPERATION_FAMILY[operation] !== FAMILY.storage || version === 0) {
      return;
    }
    if (outcome === OUTCOME.hit) {
      this.#table.acknowledge(key);
    } else {
      this.#table.withdraw(key);
    }
  }

  /** A value of `length` bytes begins, which was asked for under `key`. */
  start(key: number, length: number): void {
    this.#checker.start(key, length);
  }

  /** The next bytes of the value: `bytes[from .. to)`. */
  feed(bytes: Buffer, from: number, to: number): void {
    this.#checker.feed(bytes, from, to);
  }

  /** The value is complete. @param floor the oldest version it may be */
  finish(floor: number, { tallies }: Recorder): void {
    const verdict = this.#checker.finish();
    tallies.verified++;
    switch (verdict) {
      case VERDICT.right:
      case VERDICT.otherRun:
        if (floor > 0 && (this.#checker.run !== this.#run || this.#checker.version < floor)) {
          tallies.lostUpdates++;
        }
        break;
      case VERDICT.short:
      case VERDICT.unstamped:
      case VERDICT.wrongKey:
      case VERDICT.differs:
        tallies.mismatches++;
        break;
    }
  }
}
