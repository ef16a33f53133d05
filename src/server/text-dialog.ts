/** The text protocol, classic and meta, on one connection. */
import { OUTCOME, type Outcome } from "../engine/outcome.ts";
import { CRLF_BYTES } from "../engine/storage.ts";
import { OP, type Op, PARSE_CLOSE } from "../protocol/request.ts";
import { parseRequest } from "../protocol/text/parse-request.ts";
import { CONNECTION_STATE, type ConnectionState } from "./connection-table.ts";
import { type Dialog, type DialogHost, STEP } from "./dialog.ts";
import { IncomingValue } from "./incoming-value.ts";
import type { SessionContext } from "./session-context.ts";
import { HEAVY_UNITS } from "./turn.ts";

/** Where a paused retrieval goes on, counted from the first unconsumed byte. */
interface Resumption {
  readonly op: Op;
  readonly exptime: number;
  readonly argsLength: number;
  readonly lineLength: number;
}

/**
 * One step is one request, or a part of one:
 *
 *     receiving   a value too large for the read buffer goes straight into its item (IncomingValue)
 *     skipping    the data block of a refused line is thrown away
 *     resuming    a retrieval of many keys has answered a part of them and goes on
 */
export class TextDialog implements Dialog {
  readonly hasLines = true;
  readonly #context: SessionContext;
  readonly #host: Pick<DialogHost, "startStream" | "fetch">;
  readonly #descriptor: number;
  #incoming: IncomingValue | undefined;
  #resumption: Resumption | undefined;
  #skipBytes = 0;

  constructor(context: SessionContext, host: Pick<DialogHost, "startStream" | "fetch">, descriptor: number) {
    this.#context = context;
    this.#host = host;
    this.#descriptor = descriptor;
  }

  step(bytes: Buffer, position: number, end: number): number {
    if (this.isBusy) {
      return this.#continue(bytes, position, end);
    }
    const { engine, request, reply, trace, traced, turn } = this.#context;
    const used = parseRequest(bytes, position, end, request);
    if (used <= 0) {
      return used === PARSE_CLOSE ? STEP.close : STEP.more;
    }
    const lineEnd = position + used;
    const { fetch } = this.#host;
    if (fetch !== undefined && this.#isWhole(end - lineEnd) && !engine.cold.admits(request)) {
      fetch(request);
      return position;
    }
    if (traced) {
      trace.request(this.#descriptor, bytes, position, lineEnd);
    }
    if (engine.expectsValue(request)) {
      return this.#storeValue(bytes, position, lineEnd, end);
    }
    const isRefused = request.op === OP.invalid;
    this.#skipBytes = isRefused ? request.skipBytes : 0;
    turn.spend(request.op === OP.stats ? HEAVY_UNITS : 0);
    const next = this.#settle(engine.execute(request, bytes, reply, fetch !== undefined), lineEnd);
    return this.#framed(!isRefused || !request.isUnframed, next);
  }

  get isBusy(): boolean {
    return this.#skipBytes > 0 || this.#incoming !== undefined || this.#resumption !== undefined;
  }

  get state(): ConnectionState {
    if (this.#incoming !== undefined) {
      return CONNECTION_STATE.conn_nread;
    }
    return this.#skipBytes > 0 ? CONNECTION_STATE.conn_swallow : CONNECTION_STATE.conn_read;
  }

  abandon(): void {
    this.#incoming?.abandon();
    this.#incoming = undefined;
  }

  #continue(bytes: Buffer, position: number, end: number): number {
    if (this.#skipBytes > 0) {
      const skipped = Math.min(this.#skipBytes, end - position);
      this.#skipBytes -= skipped;
      return position + skipped;
    }
    if (this.#resumption !== undefined) {
      return this.#resume(this.#resumption, bytes, position);
    }
    return this.#receive(bytes, position, end);
  }

  #receive(bytes: Buffer, position: number, end: number): number {
    const incoming = this.#incoming as IncomingValue;
    if (incoming.endsWithin(end - position) && !this.#admits(incoming)) {
      this.#host.fetch?.(this.#context.request);
      return position;
    }
    const next = incoming.take(bytes, position, end);
    if (incoming.complete) {
      this.#incoming = undefined;
      return this.#framed(this.#finish(incoming), next);
    }
    return next;
  }

  /** Whether a request has all that belongs to it, with so many bytes behind its line. */
  #isWhole(byteCount: number): boolean {
    const { engine, request } = this.#context;
    return !engine.expectsValue(request) || byteCount >= request.valueLength + CRLF_BYTES;
  }

  /** Asked when the value is whole, because an item that was there when its line came may have been evicted since. */
  #admits({ head, ref }: IncomingValue): boolean {
    const { engine, request } = this.#context;
    if (this.#host.fetch === undefined || ref === 0) {
      return true;
    }
    parseRequest(head, 0, head.length, request);
    return engine.cold.admits(request);
  }

  /** Where to go on: with strict framing nowhere, once it is not certain where a request begins. */
  #framed(isFramed: boolean, next: number): number {
    return isFramed || !this.#context.strictFraming ? next : STEP.close;
  }

  /** Whether the data block ended where it should; of one that was thrown away nobody knows. */
  #finish({ head, ref, failure }: IncomingValue): boolean {
    const { engine, request, reply } = this.#context;
    parseRequest(head, 0, head.length, request);
    if (ref === 0) {
      engine.refuse(request, failure, reply);
      return true;
    }
    return engine.commitReceived(request, head, ref, reply);
  }

  #storeValue(bytes: Buffer, lineStart: number, lineEnd: number, end: number): number {
    const { engine, request, reply } = this.#context;
    const blockLength = request.valueLength + CRLF_BYTES;
    if (end - lineEnd >= blockLength) {
      const isFramed = engine.storeWhole(request, bytes, lineEnd, reply);
      return this.#framed(isFramed, lineEnd + blockLength);
    }
    this.#incoming = new IncomingValue(engine, request, bytes.subarray(lineStart, lineEnd), blockLength);
    return this.#receive(bytes, lineEnd, end);
  }

  /** Acts on an outcome; returns where the next request starts. */
  #settle(outcome: Outcome, lineEnd: number): number {
    switch (outcome) {
      case OUTCOME.next:
        return lineEnd;
      case OUTCOME.close:
        return this.#context.request.op === OP.shutdown ? STEP.shutdown : STEP.quit;
      case OUTCOME.stream:
        this.#host.startStream(this.#context.engine.takeStream());
        return lineEnd;
      case OUTCOME.paused:
        return this.#pause(lineEnd);
      case OUTCOME.fetch:
        this.#host.fetch?.(this.#context.request);
        return this.#pause(lineEnd);
    }
  }

  #pause(lineEnd: number): number {
    this.#context.turn.spend(HEAVY_UNITS);
    const { op, exptime, argsStart, argsEnd } = this.#context.request;
    this.#resumption = { op, exptime, argsLength: argsEnd - argsStart, lineLength: lineEnd - argsStart };
    return argsStart;
  }

  #resume(resumption: Resumption, bytes: Buffer, position: number): number {
    const { engine, request, reply } = this.#context;
    this.#resumption = undefined;
    request.op = resumption.op;
    request.exptime = resumption.exptime;
    request.argsStart = position;
    request.argsEnd = position + resumption.argsLength;
    return this.#settle(
      engine.resume(request, bytes, reply, this.#host.fetch !== undefined),
      position + resumption.lineLength,
    );
  }
}
