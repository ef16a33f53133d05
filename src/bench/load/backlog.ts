/** Requests of an open loop that are due and wait for a connection with room, oldest first: a ring that grows. */
import type { Draw } from "../workload/draw.ts";

const SLOTS_FIRST = 256;

/** What is kept of a request, beside the keys of one that asks for several. */
interface Columns {
  readonly operations: Uint8Array;
  readonly keys: Int32Array;
  readonly dueMs: Float64Array;
  readonly beganMs: Float64Array;
  readonly casHigh: Float64Array;
  readonly casLow: Float64Array;
  readonly versions: Int32Array;
  readonly manyKeys: Int32Array;
}

function createColumns(slots: number, keysEach: number): Columns {
  return {
    operations: new Uint8Array(slots),
    keys: new Int32Array(slots),
    dueMs: new Float64Array(slots),
    beganMs: new Float64Array(slots),
    casHigh: new Float64Array(slots),
    casLow: new Float64Array(slots),
    versions: new Int32Array(slots),
    manyKeys: new Int32Array(keysEach > 1 ? slots * keysEach : 0),
  };
}

/** The ring. */
export class Backlog {
  readonly #keysEach: number;
  #columns: Columns;
  #slots = SLOTS_FIRST;
  #head = 0;
  /** Requests waiting. */
  count = 0;

  /** @param keysEach keys of a request that asks for several */
  constructor(keysEach: number) {
    this.#keysEach = keysEach;
    this.#columns = createColumns(this.#slots, keysEach);
  }

  /** When the oldest request was due. Only while there is one. */
  get dueMs(): number {
    return this.#columns.dueMs[this.#head] as number;
  }

  /** When the look-up that the oldest request belongs to began. */
  get beganMs(): number {
    return this.#columns.beganMs[this.#head] as number;
  }

  /** Operation of the oldest request. */
  get operation(): number {
    return this.#columns.operations[this.#head] as number;
  }

  /** Appends a request. */
  push(draw: Draw, dueMs: number, beganMs: number): void {
    if (this.count === this.#slots) {
      this.#grow();
    }
    const place = (this.#head + this.count) & (this.#slots - 1);
    const columns = this.#columns;
    columns.operations[place] = draw.operation;
    columns.keys[place] = draw.key;
    columns.dueMs[place] = dueMs;
    columns.beganMs[place] = beganMs;
    columns.casHigh[place] = draw.casHigh;
    columns.casLow[place] = draw.casLow;
    columns.versions[place] = draw.version;
    if (this.#keysEach > 1) {
      columns.manyKeys.set(draw.keys, place * this.#keysEach);
    }
    this.count++;
  }

  /** Moves the oldest request into `draw`. */
  shift(draw: Draw): void {
    const place = this.#head;
    const columns = this.#columns;
    draw.isCounterStart = false;
    draw.operation = columns.operations[place] as number;
    draw.key = columns.keys[place] as number;
    draw.casHigh = columns.casHigh[place] as number;
    draw.casLow = columns.casLow[place] as number;
    draw.version = columns.versions[place] as number;
    if (this.#keysEach > 1) {
      const start = place * this.#keysEach;
      draw.keys.set(columns.manyKeys.subarray(start, start + this.#keysEach));
    }
    this.drop();
  }

  /** Forgets the oldest request. */
  drop(): void {
    this.#head = (this.#head + 1) & (this.#slots - 1);
    this.count--;
  }

  #grow(): void {
    const old = this.#columns;
    const slots = this.#slots * 2;
    const grown = createColumns(slots, this.#keysEach);
    for (const name of Object.keys(old) as (keyof Columns)[]) {
      const each = name === "manyKeys" ? this.#keysEach : 1;
      const start = this.#head * each;
      if (old[name].length > 0) {
        grown[name].set(old[name].subarray(start));
        grown[name].set(old[name].subarray(0, start), old[name].length - start);
      }
    }
    this.#columns = grown;
    this.#slots = slots;
    this.#head = 0;
  }
}
