/**
 * The incremental reply parser of a connection: cuts the bytes of a socket into lines and data blocks, however they are
 * split, and hands them to the reader of the protocol that the pending request spoke.
 *
 *   begin(expectation) -> feed(bytes) -> feed(bytes) ... until `reply` or `fault` is set -> begin(next) ...
 *
 * Bytes are only borrowed during `feed`; values are copied once into memory of their own.
 */
import { readMetaLine, takeMetaBlock } from "./meta/parse-reply.ts";
import type { Expectation, MetaExpectation, Reply, ReplyLimits } from "./reply.ts";
import { DEFAULT_REPLY_LIMITS } from "./reply.ts";
import { ReplyDraft, STEP, type Step } from "./reply-draft.ts";
import { readTextLine, takeTextBlock } from "./text/parse-reply.ts";

const LF = 10;
const CR = 13;

/** A value gets its whole memory at once up to this size; a larger one grows as its bytes arrive. */
const BLOCK_FIRST_BYTES = 1024 * 1024;

const CARRY_FIRST_BYTES = 256;

function isMeta(expectation: Expectation): expectation is MetaExpectation {
  return expectation.shape === "meta" || expectation.shape === "quietMeta";
}

/** See the head of the file. */
export class ReplyParser {
  readonly #draft: ReplyDraft;
  readonly #limits: ReplyLimits;
  /** The start of a line whose end has not arrived. */
  #carry = Buffer.allocUnsafeSlow(CARRY_FIRST_BYTES);
  #carryLength = 0;
  /** The data block being filled; `#blockFilled` counts its bytes and then the two of its CRLF. */
  #block: Buffer | undefined;
  #blockFilled = 0;
  #blockLength = 0;

  constructor(limits: ReplyLimits = DEFAULT_REPLY_LIMITS) {
    this.#limits = limits;
    this.#draft = new ReplyDraft(limits);
  }

  /** The complete reply, after {@link feed}; undefined while bytes are missing. */
  get reply(): Reply | undefined {
    return this.#draft.reply;
  }

  /** Why the bytes are no reply to the request, continuing "the server sent ..."; the connection is of no use any more. */
  get fault(): string | undefined {
    return this.#draft.fault;
  }

  /** Prepares for the reply to the next request. */
  begin(expectation: Expectation): void {
    this.#draft.begin(expectation);
  }

  /** Reads from `start` to at most `end`, stops behind the end of the reply, and returns the position reached. Never throws. */
  feed(bytes: Buffer, start: number, end: number): number {
    let position = start;
    let step: Step = STEP.more;
    while (position < end) {
      if (this.#block === undefined) {
        const lineEnd = bytes.indexOf(LF, position);
        if (lineEnd === -1 || lineEnd >= end) {
          this.#keep(bytes, position, end);
          return end;
        }
        step =
          this.#carryLength === 0
            ? this.#readLine(bytes, position, lineEnd)
            : this.#readCarried(bytes, position, lineEnd);
        position = lineEnd + 1;
      } else {
        const used = this.#fill(bytes, position, end);
        position += used;
        step = this.#blockFilled === this.#blockLength + 2 ? this.#takeBlock() : STEP.more;
      }
      if (this.#draft.reply !== undefined || this.#draft.fault !== undefined) {
        return position;
      }
      if (step === STEP.block) {
        this.#openBlock();
      }
    }
    return position;
  }

  /** Reads a whole line that ends before `lineEnd`, the position of its LF. */
  #readLine(bytes: Buffer, start: number, lineEnd: number): Step {
    const end = lineEnd > start && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    const draft = this.#draft;
    if (end - start > this.#limits.lineBytesMax) {
      return draft.refuse(`a line of more than ${this.#limits.lineBytesMax} bytes`);
    }
    const expectation = draft.expectation;
    if (isMeta(expectation)) {
      return readMetaLine(draft, expectation, bytes, start, end);
    }
    return readTextLine(draft, expectation, bytes, start, end);
  }

  #readCarried(bytes: Buffer, start: number, lineEnd: number): Step {
    this.#keep(bytes, start, lineEnd + 1);
    if (this.#draft.fault !== undefined) {
      return STEP.fault;
    }
    const length = this.#carryLength;
    this.#carryLength = 0;
    return this.#readLine(this.#carry, 0, length - 1);
  }

  /** Keeps the part of a line until the rest arrives. */
  #keep(bytes: Buffer, start: number, end: number): void {
    const length = this.#carryLength + (end - start);
    if (length > this.#limits.lineBytesMax + 2) {
      this.#draft.refuse(`a line of more than ${this.#limits.lineBytesMax} bytes`);
      return;
    }
    if (length > this.#carry.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(length, this.#carry.length * 2));
      this.#carry.copy(grown, 0, 0, this.#carryLength);
      this.#carry = grown;
    }
    bytes.copy(this.#carry, this.#carryLength, start, end);
    this.#carryLength = length;
  }

  #openBlock(): void {
    this.#blockLength = this.#draft.blockLength;
    this.#blockFilled = 0;
    this.#block = Buffer.allocUnsafe(Math.min(this.#blockLength, BLOCK_FIRST_BYTES));
  }

  /** Copies what there is of the block and its CRLF; returns the bytes used. */
  #fill(bytes: Buffer, start: number, end: number): number {
    let used = 0;
    const missing = this.#blockLength - this.#blockFilled;
    if (missing > 0) {
      used = Math.min(missing, end - start);
      const block = this.#roomFor(this.#blockFilled + used);
      bytes.copy(block, this.#blockFilled, start, start + used);
      this.#blockFilled += used;
    }
    while (this.#blockFilled >= this.#blockLength && this.#blockFilled < this.#blockLength + 2 && start + used < end) {
      const wanted = this.#blockFilled === this.#blockLength ? CR : LF;
      if (bytes[start + used] !== wanted) {
        this.#draft.refuse(`a value that is not followed by CRLF after its ${this.#blockLength} bytes`);
        return used;
      }
      this.#blockFilled++;
      used++;
    }
    return used;
  }

  #roomFor(length: number): Buffer {
    const block = this.#block ?? Buffer.alloc(0);
    if (length <= block.length) {
      return block;
    }
    const grown = Buffer.allocUnsafeSlow(Math.min(this.#blockLength, Math.max(length, block.length * 2)));
    block.copy(grown, 0, 0, this.#blockFilled);
    this.#block = grown;
    return grown;
  }

  #takeBlock(): Step {
    const value = this.#block ?? Buffer.alloc(0);
    this.#block = undefined;
    const draft = this.#draft;
    const expectation = draft.expectation;
    if (isMeta(expectation)) {
      return takeMetaBlock(draft, expectation, value);
    }
    return takeTextBlock(draft, value);
  }
}
