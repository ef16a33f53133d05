/** One thread's views of the control region. */
import { assert } from "../base/assert.ts";
import { CONTROL, CONTROL_TAG, CONTROL_VERSION, controlBytes, PAGE_TABLE_START } from "./control-layout.ts";

/** The control region, see control-layout. */
export class Control {
  readonly words: Int32Array;
  readonly floats: Float64Array;
  /** Slab class of each page of the arena, or one of PAGE_MARK. */
  readonly pageClass: Uint8Array;

  /** Allocates the region for an arena of `pageCount` pages and marks it. */
  static create(pageCount: number): SharedArrayBuffer {
    const shared = new SharedArrayBuffer(controlBytes(pageCount));
    const words = new Int32Array(shared);
    words[CONTROL.tag] = CONTROL_TAG;
    words[CONTROL.version] = CONTROL_VERSION;
    words[CONTROL.pageCount] = pageCount;
    return shared;
  }

  /** Attaches to a region; throws BUG when the memory is not one, or of another version. */
  constructor(shared: SharedArrayBuffer) {
    this.words = new Int32Array(shared);
    assert(this.words[CONTROL.tag] === CONTROL_TAG, "the control region carries its tag");
    assert(this.words[CONTROL.version] === CONTROL_VERSION, "the control region has this program's version");
    this.floats = new Float64Array(shared);
    this.pageClass = new Uint8Array(shared, PAGE_TABLE_START, this.words[CONTROL.pageCount]);
  }

  /** Reads a 32-bit word without ordering; enough under a lock, or where an old value does no harm. */
  word(index: number): number {
    return this.words[index] as number;
  }

  /** Reads a counter. */
  float(index: number): number {
    return this.floats[index] as number;
  }

  /** Adds to a counter; the caller holds the lock that guards it. */
  addFloat(index: number, amount: number): void {
    this.floats[index] = (this.floats[index] as number) + amount;
  }
}
