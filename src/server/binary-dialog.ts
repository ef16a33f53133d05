/** The binary protocol on one connection. */
import { OUTCOME } from "../engine/outcome.ts";
import { parseBinaryRequest } from "../protocol/binary/parse-request.ts";
import { isStorage, OP, PARSE_CLOSE } from "../protocol/request.ts";
import { CONNECTION_STATE, type ConnectionState } from "./connection-table.ts";
import { type Dialog, STEP } from "./dialog.ts";
import { IncomingValue } from "./incoming-value.ts";
import type { SessionContext } from "./session-context.ts";

/** One step is one packet, or a part of the value of one that is received or skipped. */
export class BinaryDialog implements Dialog {
  readonly hasLines = false;
  readonly #context: SessionContext;
  readonly #descriptor: number;
  #incoming: IncomingValue | undefined;
  #skipBytes = 0;

  constructor(context: SessionContext, descriptor: number) {
    this.#context = context;
    this.#descriptor = descriptor;
  }

  step(bytes: Buffer, position: number, end: number): number {
    if (this.#skipBytes > 0) {
      const skipped = Math.min(this.#skipBytes, end - position);
      this.#skipBytes -= skipped;
      return position + skipped;
    }
    if (this.#incoming !== undefined) {
      return this.#receive(this.#incoming, bytes, position, end);
    }
    const { engine, request, reply, trace, traced } = this.#context;
    const used = parseBinaryRequest(bytes, position, end, request);
    if (used <= 0) {
      return used === PARSE_CLOSE ? STEP.close : STEP.more;
    }
    if (traced) {
      trace.binaryRequest(this.#descriptor, bytes, position);
    }
    const valueStart = position + used;
    if (isStorage(request.op)) {
      return this.#store(bytes, position, valueStart, end);
    }
    this.#skipBytes = request.op === OP.invalid ? request.skipBytes : request.valueLength;
    return engine.executeBinary(request, reply) === OUTCOME.close ? STEP.close : valueStart;
  }

  get isBusy(): boolean {
    return this.#skipBytes > 0 || this.#incoming !== undefined;
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

  #store(bytes: Buffer, start: number, valueStart: number, end: number): number {
    const { engine, request, reply } = this.#context;
    const { valueLength } = request;
    if (end - valueStart >= valueLength) {
      engine.storeBinary(request, bytes, valueStart, reply);
      return valueStart + valueLength;
    }
    this.#incoming = new IncomingValue(engine, request, bytes.subarray(start, valueStart), valueLength);
    return this.#receive(this.#incoming, bytes, valueStart, end);
  }

  #receive(incoming: IncomingValue, bytes: Buffer, position: number, end: number): number {
    const next = incoming.take(bytes, position, end);
    if (incoming.complete) {
      const { engine, request, reply } = this.#context;
      const { head, ref, failure } = incoming;
      this.#incoming = undefined;
      parseBinaryRequest(head, 0, head.length, request);
      engine.finishBinary(request, ref, failure, reply);
    }
    return next;
  }
}
