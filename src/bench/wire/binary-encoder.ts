/**
 * Encodes requests of the binary protocol (protocol/binary/header.ts has the header). The opaque of each request is the number of its key, by
 * which the reply is known to be its own.
 */
import { BINARY_HEADER_BYTES, FIELD, REQUEST_MAGIC, writeUint32 } from "../../protocol/binary/header.ts";
import { OPCODE } from "../../protocol/binary/opcodes.ts";
import type { Draw } from "../workload/draw.ts";
import { OPERATION, OPERATIONS } from "../workload/operations.ts";
import type { Payload } from "../workload/payload.ts";
import { BINARY_REQUESTS, type BinaryRequest, EXTRAS, EXTRAS_BYTES } from "./binary-requests.ts";
import { bytesOf } from "./bytes.ts";
import { COUNTER_START } from "./line-requests.ts";
import { RequestBytes } from "./request-bytes.ts";
import type { RequestEncoder } from "./request-encoder.ts";

/** Header, extras and key. */
const HEAD_BYTES_MAX = BINARY_HEADER_BYTES + 20 + 256;

/** The expiry by which a counter that is missing is not created (memcached protocol_binary.h). */
const NOT_CREATED = 0xffffffff;

const COUNTER_VALUE = bytesOf(COUNTER_START);

/** The encoder. */
export class BinaryEncoder implements RequestEncoder {
  readonly out = new RequestBytes();
  readonly #payload: Payload;
  readonly #requests: readonly (BinaryRequest | undefined)[] = OPERATIONS.map((name) => BINARY_REQUESTS[name]);
  readonly #keyPrefix: Uint8Array;
  readonly #counterPrefix: Uint8Array;

  constructor(payload: Payload) {
    this.#payload = payload;
    this.#keyPrefix = bytesOf(payload.prefixes.key);
    this.#counterPrefix = bytesOf(payload.prefixes.counter);
  }

  isAnswered(operation: number): boolean {
    return operation !== OPERATION.set_noreply;
  }

  encode(draw: Draw): void {
    const request = this.#requests[draw.operation] as BinaryRequest;
    if (draw.operation === OPERATION.mget) {
      for (const key of draw.keys) {
        this.#append(request, draw, key);
      }
      this.encodeBarrier();
    } else {
      this.#append(request, draw, draw.key);
    }
  }

  encodeBarrier(): void {
    this.out.reserve(BINARY_HEADER_BYTES);
    this.#appendHeader(OPCODE.noop, 0, 0);
  }

  #append(request: BinaryRequest, draw: Draw, key: number): void {
    const { out } = this;
    const isCounter = draw.isCounterStart || request.isCounter;
    const valueBytes = draw.isCounterStart ? COUNTER_VALUE.length : request.hasValue ? this.#payload.sizes.of(key) : 0;
    out.reserve(HEAD_BYTES_MAX + valueBytes);
    const start = out.length;
    const extrasBytes = EXTRAS_BYTES[request.extras];
    this.#appendHeader(request.opcode, extrasBytes, key);
    if (draw.operation === OPERATION.cas) {
      writeUint32(out.bytes, start + FIELD.casHigh, draw.casHigh);
      writeUint32(out.bytes, start + FIELD.casLow, draw.casLow);
    }
    this.#appendExtras(request, key);
    const keyStart = out.length;
    out.append(isCounter ? this.#counterPrefix : this.#keyPrefix);
    out.appendNumber(key, isCounter ? 1 : this.#payload.digitsOf(key));
    const keyBytes = out.length - keyStart;
    if (draw.isCounterStart) {
      out.append(COUNTER_VALUE);
    } else if (request.hasValue) {
      this.#payload.writeValue(out, key, draw.version, valueBytes);
    }
    out.bytes[start + FIELD.keyLength] = 0;
    out.bytes[start + FIELD.keyLength + 1] = keyBytes;
    writeUint32(out.bytes, start + FIELD.bodyLength, extrasBytes + keyBytes + valueBytes);
  }

  #appendHeader(opcode: number, extrasBytes: number, opaque: number): void {
    const { out } = this;
    const start = out.length;
    out.bytes.fill(0, start, start + BINARY_HEADER_BYTES);
    out.bytes[start] = REQUEST_MAGIC;
    out.bytes[start + FIELD.opcode] = opcode;
    out.bytes[start + FIELD.extrasLength] = extrasBytes;
    writeUint32(out.bytes, start + FIELD.opaque, opaque);
    out.length = start + BINARY_HEADER_BYTES;
  }

  #appendExtras({ extras }: BinaryRequest, key: number): void {
    switch (extras) {
      case EXTRAS.none:
        break;
      case EXTRAS.storage:
        this.#appendUint32(0);
        this.#appendUint32(this.#payload.ttls.of(key));
        break;
      case EXTRAS.ttl:
        this.#appendUint32(this.#payload.ttls.of(key));
        break;
      case EXTRAS.counter:
        this.#appendUint32(0);
        this.#appendUint32(1);
        this.#appendUint32(0);
        this.#appendUint32(0);
        this.#appendUint32(NOT_CREATED);
        break;
    }
  }

  #appendUint32(value: number): void {
    writeUint32(this.out.bytes, this.out.length, value);
    this.out.length += 4;
  }
}
