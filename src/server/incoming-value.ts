/**
 * A data block that did not arrive whole with its line: received straight into its item, or thrown away when the item
 * was refused. The line is kept and parsed again at the end, so that the thread's one Request can serve other
 * connections in between.
 */
import type { Engine } from "../engine/engine.ts";
import { CRLF_BYTES } from "../engine/storage.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { Request } from "../protocol/request.ts";
import { parseRequest } from "../protocol/text/parse-request.ts";
import type { Failure } from "../store/allocator.ts";

/** The value being received by one connection. */
export class IncomingValue {
  readonly #engine: Engine;
  readonly #line: Uint8Array;
  readonly #ref: number;
  readonly #failure: Failure;
  readonly #byteCount: number;
  #received = 0;

  /** Starts for the storage request just parsed from `line`, which is copied. */
  constructor(engine: Engine, request: Request, line: Uint8Array) {
    this.#engine = engine;
    this.#line = Uint8Array.from(line);
    this.#byteCount = request.valueLength + CRLF_BYTES;
    this.#ref = engine.reserve(request);
    this.#failure = engine.store.failure;
  }

  /** Takes bytes from `position` on, not beyond `end`; returns the index behind those taken. */
  take(bytes: Uint8Array, position: number, end: number): number {
    const count = Math.min(end - position, this.#byteCount - this.#received);
    if (this.#ref !== 0) {
      this.#engine.store.writeValue(this.#ref, this.#received, bytes, position, count);
    }
    this.#received += count;
    return position + count;
  }

  /** Whether the value and its CRLF have arrived. */
  get complete(): boolean {
    return this.#received === this.#byteCount;
  }

  /** Stores or refuses the complete value and answers. */
  finish(request: Request, reply: ReplyBuffer): void {
    parseRequest(this.#line, 0, this.#line.length, request);
    if (this.#ref === 0) {
      this.#engine.refuse(request, this.#failure, reply);
    } else {
      this.#engine.commitReceived(request, this.#line, this.#ref, reply);
    }
  }

  /** The connection has gone before the value was complete. */
  abandon(): void {
    if (this.#ref !== 0) {
      this.#engine.store.discard(this.#ref);
    }
  }
}
