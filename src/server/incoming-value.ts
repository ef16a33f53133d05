/**
 * A value that did not arrive whole with its request: received straight into its item, or thrown away when the item was
 * refused. What comes before the value (the line, or header, extras and key) is kept, so that it can be parsed again at the
 * end: the thread's one Request serves other connections in between.
 */
import type { Engine } from "../engine/engine.ts";
import type { Request } from "../protocol/request.ts";
import type { Failure } from "../store/allocator.ts";

/** The value being received by one connection. */
export class IncomingValue {
  /** What came before the value. */
  readonly head: Uint8Array;
  /** The item that is being filled; 0 when it was refused because of `failure`. */
  readonly ref: number;
  readonly failure: Failure;
  readonly #engine: Engine;
  readonly #byteCount: number;
  #received = 0;

  /**
   * Starts for the storage request just parsed from `head`, which is copied.
   * @param byteCount bytes of the value, and of its end mark
   */
  constructor(engine: Engine, request: Request, head: Uint8Array, byteCount: number) {
    this.#engine = engine;
    this.head = Uint8Array.from(head);
    this.#byteCount = byteCount;
    this.ref = engine.reserve(request);
    this.failure = engine.store.failure;
  }

  /** Takes bytes from `position` on, not beyond `end`; returns the index behind those taken. */
  take(bytes: Uint8Array, position: number, end: number): number {
    const count = Math.min(end - position, this.#byteCount - this.#received);
    if (this.ref !== 0) {
      this.#engine.store.writeValue(this.ref, this.#received, bytes, position, count);
    }
    this.#received += count;
    return position + count;
  }

  /** Whether `byteCount` more bytes are all that is missing. */
  endsWithin(byteCount: number): boolean {
    return byteCount >= this.#byteCount - this.#received;
  }

  /** Whether all bytes have arrived. */
  get complete(): boolean {
    return this.#received === this.#byteCount;
  }

  /** The connection has gone before the value was complete. */
  abandon(): void {
    if (this.ref !== 0) {
      this.#engine.store.discard(this.ref);
    }
  }
}
