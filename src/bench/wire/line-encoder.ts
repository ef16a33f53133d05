/** Encodes requests of the line protocols, text and meta, by their templates. */
import type { Draw } from "../workload/draw.ts";
import { OPERATIONS } from "../workload/operations.ts";
import type { Payload } from "../workload/payload.ts";
import { bytesOf } from "./bytes.ts";
import { BARRIER_REQUEST, COUNTER_START_REQUEST, lineRequests, REPLY } from "./line-requests.ts";
import { RequestBytes } from "./request-bytes.ts";
import type { RequestEncoder } from "./request-encoder.ts";
import { compileTemplate, HOLE, type RequestTemplate } from "./request-template.ts";

/** Bytes that holes other than values fill at most: a key, three numbers, a cas. */
const HOLE_BYTES_MAX = 350;

const BARRIER = bytesOf(BARRIER_REQUEST);

/** The encoder. */
export class LineEncoder implements RequestEncoder {
  readonly out = new RequestBytes();
  readonly #payload: Payload;
  readonly #templates: readonly RequestTemplate[];
  readonly #counterStart: RequestTemplate;
  readonly #isAnswered: readonly boolean[];

  /** @param lease look-ups ask for a lease on a miss */
  constructor(protocol: "text" | "meta", lease: boolean, payload: Payload) {
    const requests = lineRequests(protocol, lease);
    const { prefixes, ttlSeconds } = payload;
    this.#payload = payload;
    this.#templates = OPERATIONS.map((name) => compileTemplate(requests[name].pattern, prefixes, ttlSeconds));
    this.#counterStart = compileTemplate(COUNTER_START_REQUEST[protocol].pattern, prefixes, ttlSeconds);
    this.#isAnswered = OPERATIONS.map((name) => requests[name].reply !== REPLY.none);
  }

  isAnswered(operation: number): boolean {
    return this.#isAnswered[operation] as boolean;
  }

  encode(draw: Draw): void {
    const template = draw.isCounterStart ? this.#counterStart : (this.#templates[draw.operation] as RequestTemplate);
    const valueBytes = template.hasValue ? this.#payload.sizes.of(draw.key) : 0;
    this.out.reserve(template.constantBytes + HOLE_BYTES_MAX + valueBytes);
    this.#fill(template, draw, draw.key, valueBytes);
  }

  encodeBarrier(): void {
    this.out.reserve(BARRIER.length);
    this.out.append(BARRIER);
  }

  #fill(template: RequestTemplate, draw: Draw, key: number, valueBytes: number): void {
    const { holes, constants } = template;
    const { out } = this;
    for (let part = 0; part < holes.length; part++) {
      switch (holes[part]) {
        case HOLE.constant:
          out.append(constants[part] as Uint8Array);
          break;
        case HOLE.key:
          out.appendNumber(key, this.#payload.digitsOf(key));
          break;
        case HOLE.length:
          out.appendNumber(valueBytes);
          break;
        case HOLE.value:
          this.#payload.writeValue(out, key, draw.version, valueBytes);
          break;
        default:
          this.#fillRare(template, part, draw, key);
      }
    }
  }

  #fillRare(template: RequestTemplate, part: number, draw: Draw, key: number): void {
    const { out } = this;
    switch (template.holes[part]) {
      case HOLE.counter:
        out.appendNumber(key);
        break;
      case HOLE.ttl:
        out.appendNumber(this.#payload.ttls.of(key));
        break;
      case HOLE.cas:
        out.appendParts(draw.casHigh, draw.casLow);
        break;
      case HOLE.eachKey:
        this.#fillEach(template.each as RequestTemplate, draw);
        break;
    }
  }

  #fillEach(each: RequestTemplate, draw: Draw): void {
    for (const key of draw.keys) {
      this.out.reserve(each.constantBytes * 2 + HOLE_BYTES_MAX);
      this.#fill(each, draw, key, 0);
    }
  }
}
