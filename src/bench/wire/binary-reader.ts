/**
 * Reads the replies of one connection in the binary protocol as bytes arrive, checks each against the request it answers, and books it. As in
 * line-reader.ts nothing of the read buffer is kept: a header that is cut off is copied, a value goes by in pieces.
 *
 *   header (24 bytes) -> extras and key, skipped -> value, verified, or the text of an error, kept in part -> booked
 */
import { escapeText } from "../../base/escape.ts";
import { BINARY_HEADER_BYTES, FIELD, REPLY_MAGIC, readUint16, readUint32 } from "../../protocol/binary/header.ts";
import { OPCODE } from "../../protocol/binary/opcodes.ts";
import { BINARY_STATUS } from "../../protocol/binary/status.ts";
import { VALUE_BYTES_MAX } from "../limits.ts";
import { FAMILY, OPERATION, OPERATION_FAMILY, OPERATIONS, OUTCOME } from "../workload/operations.ts";
import { BINARY_REQUESTS } from "./binary-requests.ts";
import { BARRIER_OPERATION } from "./line-requests.ts";
import { ReplyFacts } from "./reply-facts.ts";
import type { ReplyLedger } from "./reply-ledger.ts";
import type { ReplyReader } from "./reply-reader.ts";

/** How much of an error's text is kept. */
const ERROR_BYTES_MAX = 120;

/** Opcode of the reply that each operation is to get; of an mget that of its values. */
const OPCODES: readonly number[] = [...OPERATIONS.map((name) => BINARY_REQUESTS[name]?.opcode ?? -1), OPCODE.noop];

/** What a reply is to the requests in flight. */
const KIND = {
  /** Ends the oldest request. */
  last: 0,
  /** A value of one key of the oldest request, which asks for several. */
  part: 1,
  /** The error of a request that gets no reply otherwise. */
  unconfirmed: 2,
} as const;

/** The reader of one connection. */
export class BinaryReader implements ReplyReader {
  readonly facts = new ReplyFacts();
  readonly #ledger: ReplyLedger;
  readonly #header = Buffer.alloc(BINARY_HEADER_BYTES);
  #headerLength = 0;
  #kind: number = KIND.last;
  #status = 0;
  /** Bytes still to come: of extras and key, and of what follows them. */
  #skipLeft = 0;
  #bodyLeft = 0;
  #errorText = "";
  /** Of a request for several keys: the first one that may still come, and how many came. */
  #keyIndex = 0;
  #keyHits = 0;
  /** ... and whether the server failed at one. */
  #hasKeyError = false;
  unconfirmed = 0;
  violation: string | undefined;

  constructor(ledger: ReplyLedger) {
    this.#ledger = ledger;
  }

  read(bytes: Buffer, length: number, nowMs: number): boolean {
    let position = 0;
    while (position < length && this.violation === undefined) {
      position =
        this.#headerLength < BINARY_HEADER_BYTES
          ? this.#takeHeader(bytes, position, length, nowMs)
          : this.#takeBody(bytes, position, length, nowMs);
    }
    this.#ledger.flush(nowMs);
    return this.violation === undefined;
  }

  #takeHeader(bytes: Buffer, position: number, length: number, nowMs: number): number {
    const count = Math.min(length - position, BINARY_HEADER_BYTES - this.#headerLength);
    const isWhole = count === BINARY_HEADER_BYTES;
    if (!isWhole) {
      bytes.copy(this.#header, this.#headerLength, position, position + count);
    }
    this.#headerLength += count;
    if (this.#headerLength === BINARY_HEADER_BYTES) {
      this.#begin(isWhole ? bytes : this.#header, isWhole ? position : 0, nowMs);
    }
    return position + count;
  }

  /** A header has arrived whole. */
  #begin(bytes: Buffer, at: number, nowMs: number): void {
    const opcode = bytes[at + FIELD.opcode] as number;
    const bodyBytes = readUint32(bytes, at + FIELD.bodyLength);
    const skipped = (bytes[at + FIELD.extrasLength] as number) + readUint16(bytes, at + FIELD.keyLength);
    const found = this.#kindOf(opcode);
    if (
      bytes[at] !== REPLY_MAGIC ||
      skipped > bodyBytes ||
      bodyBytes > VALUE_BYTES_MAX + skipped ||
      found === undefined
    ) {
      this.violation = `asked for ${this.#asked()}, got "${escapeText(bytes.subarray(at, at + BINARY_HEADER_BYTES))}"`;
      return;
    }
    this.#kind = found;
    this.#status = readUint16(bytes, at + FIELD.status);
    this.#skipLeft = skipped;
    this.#bodyLeft = bodyBytes - skipped;
    this.#errorText = "";
    this.facts.casHigh = readUint32(bytes, at + FIELD.casHigh);
    this.facts.casLow = readUint32(bytes, at + FIELD.casLow);
    if (!this.#matchKey(readUint32(bytes, at + FIELD.opaque), nowMs)) {
      return;
    }
    if (bodyBytes === 0) {
      this.#end(nowMs);
    }
  }

  #kindOf(opcode: number): number | undefined {
    const { window } = this.#ledger;
    if (opcode === OPCODE.setq && this.unconfirmed > 0) {
      return KIND.unconfirmed;
    }
    if (window.count === 0) {
      return undefined;
    }
    if (window.operation === OPERATION.mget) {
      return opcode === OPCODE.noop ? KIND.last : opcode === OPCODE.getkq ? KIND.part : undefined;
    }
    return opcode === OPCODES[window.operation] ? KIND.last : undefined;
  }

  /** Checks that the reply is to the key that was asked for, and prepares for its value. */
  #matchKey(opaque: number, nowMs: number): boolean {
    const { window } = this.#ledger;
    if (this.#kind === KIND.unconfirmed || window.operation === BARRIER_OPERATION) {
      return true;
    }
    if (this.#kind === KIND.part) {
      while (this.#keyIndex < window.keysEach && window.keyAt(this.#keyIndex) !== opaque) {
        this.#ledger.missKey(window.keyAt(this.#keyIndex++), nowMs);
      }
    }
    const key = this.#kind === KIND.part ? window.keyAt(this.#keyIndex++) : window.key;
    const isClosing = this.#kind === KIND.last && window.operation === OPERATION.mget;
    if (!isClosing && key !== opaque) {
      this.violation = `asked for ${this.#asked()}, got the reply to key number ${opaque}`;
      return false;
    }
    if (this.#isValue) {
      this.facts.valueBytes = this.#bodyLeft;
      this.#ledger.verifier?.start(key, this.#bodyLeft);
    }
    return true;
  }

  /** Whether the reply brings a value. */
  get #isValue(): boolean {
    const { window } = this.#ledger;
    return (
      this.#status === BINARY_STATUS.ok &&
      this.#kind !== KIND.unconfirmed &&
      OPERATION_FAMILY[window.operation] === FAMILY.retrieval &&
      !(this.#kind === KIND.last && window.operation === OPERATION.mget)
    );
  }

  #takeBody(bytes: Buffer, position: number, length: number, nowMs: number): number {
    const skipped = Math.min(this.#skipLeft, length - position);
    const start = position + skipped;
    const end = Math.min(length, start + this.#bodyLeft);
    this.#skipLeft -= skipped;
    this.#bodyLeft -= end - start;
    if (end > start) {
      if (this.#isValue) {
        this.#ledger.verifier?.feed(bytes, start, end);
      } else if (this.#errorText.length < ERROR_BYTES_MAX) {
        this.#errorText = (this.#errorText + bytes.toString("latin1", start, end)).slice(0, ERROR_BYTES_MAX);
      }
    }
    if (this.#skipLeft === 0 && this.#bodyLeft === 0) {
      this.#end(nowMs);
    }
    return end;
  }

  /** The reply is complete. */
  #end(nowMs: number): void {
    this.#headerLength = 0;
    const { window, verifier, recorder } = this.#ledger;
    if (this.#kind === KIND.unconfirmed) {
      this.unconfirmed--;
      this.#ledger.settleUnconfirmed(this.#error);
      return;
    }
    if (window.operation === BARRIER_OPERATION) {
      this.unconfirmed = 0;
      this.#ledger.skip(nowMs);
      return;
    }
    if (this.#isValue) {
      verifier?.finish(window.version, recorder);
    }
    if (this.#kind === KIND.part) {
      this.#endKey();
    } else if (window.operation === OPERATION.mget) {
      this.#closeKeys(nowMs);
    } else {
      this.#settle(nowMs);
    }
  }

  #settle(nowMs: number): void {
    const outcome = this.#outcome;
    if (outcome === OUTCOME.error) {
      this.#ledger.recorder.countError(this.#error);
      if (this.#status === BINARY_STATUS.authError) {
        this.violation = `unauthenticated: ${escapeText(Buffer.from(this.#errorText, "latin1"))}`;
      }
    }
    this.#ledger.settle(outcome, nowMs);
  }

  get #outcome(): number {
    switch (this.#status) {
      case BINARY_STATUS.ok:
        return OUTCOME.hit;
      case BINARY_STATUS.notFound:
      case BINARY_STATUS.exists:
      case BINARY_STATUS.notStored:
        return OUTCOME.miss;
      default:
        return OUTCOME.error;
    }
  }

  /** One key of an mget: a value, or the server's failure. */
  #endKey(): void {
    if (this.#status === BINARY_STATUS.ok) {
      this.#keyHits++;
    } else {
      this.#ledger.recorder.countError(this.#error);
      this.#hasKeyError = true;
    }
  }

  /** The noop behind the keys of an mget. One that failed at a key tells nothing of those that did not come. */
  #closeKeys(nowMs: number): void {
    const { window, recorder } = this.#ledger;
    let outcome: number = OUTCOME.error;
    if (!this.#hasKeyError) {
      while (this.#keyIndex < window.keysEach) {
        this.#ledger.missKey(window.keyAt(this.#keyIndex++), nowMs);
      }
      const misses = window.keysEach - this.#keyHits;
      recorder.countKeys(window.operation, this.#keyHits, misses);
      outcome = misses === 0 ? OUTCOME.hit : OUTCOME.miss;
    }
    this.#keyIndex = 0;
    this.#keyHits = 0;
    this.#hasKeyError = false;
    this.#ledger.settle(outcome, nowMs);
  }

  /** The error as the text protocol would put it: its status, and what the server says. */
  get #error(): string {
    return `status 0x${this.#status.toString(16).padStart(2, "0")} ${this.#errorText}`.trimEnd();
  }

  #asked(): string {
    const { window } = this.#ledger;
    return window.count === 0 ? "nothing" : `${OPERATIONS[window.operation] ?? "noop"} of key number ${window.key}`;
  }
}
