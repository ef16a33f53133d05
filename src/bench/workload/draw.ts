/** One request as a connection's stream of requests drew it: numbers only, in a record that is used again for the next. */
import { OPERATION } from "./operations.ts";

/** The record. */
export class Draw {
  operation: number = OPERATION.get;
  /** Key number; for a counter its number among the counters. */
  key = 0;
  /** Number of the server it goes to. */
  server = 0;
  /** The keys of a request that asks for several; the first is also `key`. */
  readonly keys: Int32Array;
  /** Sets the counter to its first number instead of carrying out `operation`. */
  isCounterStart = false;
  /** What a cas compares with: see wire/reply-facts.ts. */
  casHigh = 0;
  casLow = 0;
  /** The version that a set writes, or the oldest one a retrieval may show; 0 where versions do not matter. */
  version = 0;

  /** @param keysEach keys of a request that asks for several */
  constructor(keysEach = 1) {
    this.keys = new Int32Array(keysEach);
  }
}
