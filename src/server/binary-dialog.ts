/** The binary protocol on one connection. */
import { OUTCOME } from "../engine/outcome.ts";
import { parseBinaryRequest } from "../protocol/binary/parse-request.ts";
import { BINARY_STATUS } from "../protocol/binary/status.ts";
import { writeBinaryStatus } from "../protocol/binary/write-reply.ts";
import { isStorage, OP, PARSE_CLOSE } from "../protocol/request.ts";
import { answerSasl, isSasl, isSaslOpcode } from "./auth/answer-sasl.ts";
import type { SaslLogin } from "./auth/sasl.ts";
import { CONNECTION_STATE, type ConnectionState } from "./connection-table.ts";
import { type Dialog, type DialogHost, STEP } from "./dialog.ts";
import { IncomingValue } from "./incoming-value.ts";
import { SASL_MECHANISM_BYTES_MAX, SASL_RESPONSE_BYTES_MAX } from "./limits.ts";
import type { SessionContext } from "./session-context.ts";
import { HEAVY_UNITS } from "./turn.ts";

/** One step is one packet, or a part of the value of one that is received or skipped. */
export class BinaryDialog implements Dialog {
  readonly hasLines = false;
  readonly #context: SessionContext;
  readonly #host: Pick<DialogHost, "startStream" | "fetch">;
  readonly #descriptor: number;
  readonly #login: SaslLogin | undefined;
  #incoming: IncomingValue | undefined;
  #skipBytes = 0;

  /** @param login with SASL: what the connection has to do before anything else */
  constructor(
    context: SessionContext,
    host: Pick<DialogHost, "startStream" | "fetch">,
    descriptor: number,
    login: SaslLogin | undefined,
  ) {
    this.#context = context;
    this.#host = host;
    this.#descriptor = descriptor;
    this.#login = login;
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
      trace.binaryRequest(this.#descriptor, bytes, position, request);
    }
    const valueStart = position + used;
    if (this.#login !== undefined && (isSasl(request.op) || !this.#login.isAuthenticated)) {
      return this.#beforeLogin(this.#login, bytes, valueStart, end);
    }
    const isWhole = !isStorage(request.op) || end - valueStart >= request.valueLength;
    if (isWhole && !this.#admits()) {
      this.#host.fetch?.(request);
      return position;
    }
    if (isStorage(request.op)) {
      return this.#store(bytes, position, valueStart, end);
    }
    this.#skipBytes = request.op === OP.invalid ? request.skipBytes : request.valueLength;
    this.#context.turn.spend(request.op === OP.stats ? HEAVY_UNITS : 0);
    const outcome = engine.executeBinary(request, reply);
    if (outcome === OUTCOME.close) {
      return request.op === OP.quit ? STEP.quit : STEP.close;
    }
    if (outcome === OUTCOME.stream) {
      this.#host.startStream(engine.takeStream());
    }
    return valueStart;
  }

  #admits(): boolean {
    const { engine, request } = this.#context;
    const compares = request.casLow !== 0 || request.casHigh !== 0;
    return this.#host.fetch === undefined || engine.cold.admits(request, compares);
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

  /** What a connection may do before it has logged in, and the login itself. */
  #beforeLogin(login: SaslLogin, bytes: Buffer, valueStart: number, end: number): number {
    const { engine, request, reply } = this.#context;
    if (request.op === OP.version || (request.op === OP.invalid && isSaslOpcode(request.opcode))) {
      return engine.executeBinary(request, reply) === OUTCOME.close ? STEP.close : valueStart;
    }
    if (!isSasl(request.op)) {
      writeBinaryStatus(reply, request, BINARY_STATUS.authError);
      return STEP.close;
    }
    if (request.valueLength > SASL_RESPONSE_BYTES_MAX || request.keyLength > SASL_MECHANISM_BYTES_MAX) {
      login.refuse();
      const isLongName = request.keyLength > SASL_MECHANISM_BYTES_MAX;
      writeBinaryStatus(reply, request, isLongName ? BINARY_STATUS.invalidArguments : BINARY_STATUS.outOfMemory);
      this.#skipBytes = request.valueLength;
      return valueStart;
    }
    if (end - valueStart < request.valueLength) {
      return STEP.more;
    }
    const response = bytes.subarray(valueStart, valueStart + request.valueLength);
    answerSasl(login, response, request, reply, engine.counters);
    this.#context.turn.spend(HEAVY_UNITS);
    return valueStart + request.valueLength;
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
    const { engine, request, reply } = this.#context;
    const { head, ref, failure } = incoming;
    if (incoming.endsWithin(end - position)) {
      parseBinaryRequest(head, 0, head.length, request);
      // Asked when the value is whole, because an item that was there when the packet began may have been evicted since.
      if (ref !== 0 && !this.#admits()) {
        this.#host.fetch?.(request);
        return position;
      }
    }
    const next = incoming.take(bytes, position, end);
    if (incoming.complete) {
      this.#incoming = undefined;
      engine.finishBinary(request, ref, failure, reply);
    }
    return next;
  }
}
