/**
 * Reads the replies of one connection as bytes arrive, checks each against the request it answers, and records it.
 * All connections of a thread read into the same buffer, so nothing of it may be kept: a line that is cut off is copied
 * (`#carry`), of a value that is cut off only the number of missing bytes is remembered.
 *
 *        +--------- VALUE key flags bytes ---------> body ---- bytes, CR LF ----> end
 *     reply                                                                         |
 *      ^ +--------- STORED, END, 12, ERROR ... --> recorded <------- END ----------+
 *      +-----------------------------------------------+
 *
 * Whole replies of the common kinds (hit, miss, STORED) are recognised in place without that machine.
 */
import { escapeText } from "../base/escape.ts";
import { CARRIAGE_RETURN, LINE_FEED, matches } from "./bytes.ts";
import { REPLY_LINE_BYTES_MAX } from "./limits.ts";
import type { Recorder } from "./recorder.ts";
import { judgeLine, VALUE_WORD, VERDICT } from "./reply-line.ts";
import type { RequestWindow } from "./request-window.ts";
import { INCOMPLETE, MISMATCH, type ValueLine } from "./value-line.ts";
import { FAMILY, OPERATION_FAMILY, OPERATIONS, OUTCOME, slotOf } from "./workload/operations.ts";

const STATE = { reply: 0, body: 1, end: 2 } as const;
type State = (typeof STATE)[keyof typeof STATE];

/** How much of an unexpected reply is shown. */
const QUOTED_BYTES_MAX = 60;

const LETTER_V = 86;
const LETTER_E = 69;
const LETTER_S = 83;
const END_REPLY = new Uint8Array(Buffer.from("END\r\n"));
const STORED_REPLY = new Uint8Array(Buffer.from("STORED\r\n"));

/** The reader of one connection. */
export class ReplyReader {
  readonly #window: RequestWindow;
  readonly #valueLine: ValueLine;
  #recorder: Recorder;
  #state: State = STATE.reply;
  #bodyLeft = 0;
  #carry: Buffer | undefined;
  #carryLength = 0;
  /** Replies of one slot and one moment not recorded yet. */
  #runSlot = 0;
  #runCount = 0;
  /** Why the bytes cannot be replies to what was asked; undefined while all is well. */
  violation: string | undefined;

  /** @param valueLine knows the key prefix; it keeps nothing between calls, so that connections may share it */
  constructor(window: RequestWindow, valueLine: ValueLine, recorder: Recorder) {
    this.#window = window;
    this.#valueLine = valueLine;
    this.#recorder = recorder;
  }

  /** Where the next replies are recorded. */
  set recorder(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /**
   * Takes `bytes[0 .. length)`, which arrived at `nowMs`.
   * @returns false when they break the protocol; {@link violation} then says how
   */
  read(bytes: Buffer, length: number, nowMs: number): boolean {
    let position = 0;
    while (position < length && this.violation === undefined) {
      if (this.#window.count === 0) {
        this.violation = `a reply that nobody asked for: ${this.#quote(bytes, position, length)}`;
        break;
      }
      const next =
        this.#state === STATE.reply && this.#carryLength === 0 ? this.#fast(bytes, position, length, nowMs) : 0;
      position = next > 0 ? next : this.#step(bytes, position, length, nowMs);
    }
    this.#flush(nowMs);
    return this.violation === undefined;
  }

  /** A whole reply of a common kind at `position`: records it and returns where the next starts; 0 when it is anything else. */
  #fast(bytes: Buffer, position: number, length: number, nowMs: number): number {
    const operation = this.#window.operation;
    const family = OPERATION_FAMILY[operation];
    const letter = bytes[position];
    if (family === FAMILY.retrieval) {
      if (letter === LETTER_V) {
        return this.#fastHit(bytes, position, length, nowMs, operation);
      }
      if (letter === LETTER_E && position + 5 <= length && matches(bytes, position, END_REPLY)) {
        this.#complete(slotOf(operation, OUTCOME.miss), nowMs);
        return position + 5;
      }
    } else if (letter === LETTER_S && position + 8 <= length && matches(bytes, position, STORED_REPLY)) {
      if (family === FAMILY.storage) {
        this.#complete(slotOf(operation, OUTCOME.hit), nowMs);
        return position + 8;
      }
    }
    return 0;
  }

  #fastHit(bytes: Buffer, position: number, length: number, nowMs: number, operation: number): number {
    const body = this.#valueLine.parse(bytes, position, length, this.#window.key);
    if (body === INCOMPLETE || body === MISMATCH) {
      return 0;
    }
    const end = body + this.#valueLine.valueBytes + 2;
    if (end + END_REPLY.length > length) {
      this.#startBody();
      return body;
    }
    if (bytes[end - 2] !== CARRIAGE_RETURN || bytes[end - 1] !== LINE_FEED || !matches(bytes, end, END_REPLY)) {
      this.violation = `the value of ${this.#asked()} does not end where its length says: ${this.#quote(bytes, end - 2, length)}`;
      return length;
    }
    this.#complete(slotOf(operation, OUTCOME.hit), nowMs);
    return end + 5;
  }

  /** The VALUE line was taken; its value comes next. */
  #startBody(): void {
    this.#bodyLeft = this.#valueLine.valueBytes + 2;
    this.#state = STATE.body;
  }

  /** One step of the machine at the head of this file. @returns how far it came */
  #step(bytes: Buffer, position: number, length: number, nowMs: number): number {
    if (this.#state === STATE.body) {
      return this.#skipBody(bytes, position, length);
    }
    const lineFeed = bytes.subarray(position, length).indexOf(LINE_FEED);
    const next = lineFeed === -1 ? length : position + lineFeed + 1;
    if (this.#carryLength + next - position > REPLY_LINE_BYTES_MAX) {
      this.violation = `a reply line of more than ${REPLY_LINE_BYTES_MAX} bytes: ${this.#quote(bytes, position, length)}`;
      return length;
    }
    if (lineFeed !== -1 && this.#carryLength === 0) {
      this.#line(bytes, position, next, nowMs);
      return next;
    }
    this.#carry ??= Buffer.allocUnsafeSlow(REPLY_LINE_BYTES_MAX);
    bytes.copy(this.#carry, this.#carryLength, position, next);
    this.#carryLength += next - position;
    if (lineFeed !== -1) {
      const lineLength = this.#carryLength;
      this.#carryLength = 0;
      this.#line(this.#carry, 0, lineLength, nowMs);
    }
    return next;
  }

  /** A whole line, line end included. */
  #line(bytes: Buffer, start: number, end: number, nowMs: number): void {
    const operation = this.#window.operation;
    const family = OPERATION_FAMILY[operation] as number;
    if (this.#state === STATE.end) {
      this.#state = STATE.reply;
      if (end - start !== END_REPLY.length || !matches(bytes, start, END_REPLY)) {
        this.violation = `after the value of ${this.#asked()} came ${this.#quote(bytes, start, end)} instead of END`;
        return;
      }
      this.#complete(slotOf(operation, OUTCOME.hit), nowMs);
      return;
    }
    const text = bytes.toString("latin1", start, end).replace(/\r?\n$/, "");
    if (family === FAMILY.retrieval && text.startsWith(VALUE_WORD)) {
      if (this.#valueLine.parse(bytes, start, end, this.#window.key) < 0) {
        this.violation = `asked for ${this.#asked()}, got ${this.#quote(bytes, start, end)}`;
      }
      this.#startBody();
      return;
    }
    const verdict = judgeLine(text, family);
    if (verdict === VERDICT.violation) {
      this.violation = `asked for ${this.#asked()}, got ${this.#quote(bytes, start, end)}`;
      return;
    }
    if (verdict === VERDICT.error) {
      this.#recorder.countError(text);
    }
    this.#complete(slotOf(operation, verdict), nowMs);
  }

  /** Skips what is here of a value; its last two bytes have to be CR LF. */
  #skipBody(bytes: Buffer, position: number, length: number): number {
    const next = Math.min(length, position + this.#bodyLeft);
    for (let left = 2; left >= 1; left--) {
      const place = position + this.#bodyLeft - left;
      if (place >= position && place < next && bytes[place] !== (left === 2 ? CARRIAGE_RETURN : LINE_FEED)) {
        this.violation = `the value of ${this.#asked()} does not end where its length says`;
      }
    }
    this.#bodyLeft -= next - position;
    if (this.#bodyLeft === 0) {
      this.#state = STATE.end;
    }
    return next;
  }

  /** The oldest request is answered: counts it, in one go with its neighbours of the same slot and moment. */
  #complete(slot: number, nowMs: number): void {
    if (slot !== this.#runSlot) {
      this.#flush(nowMs);
      this.#runSlot = slot;
    }
    this.#runCount++;
    const sentMs = this.#window.sentMs;
    if (this.#window.shift()) {
      this.#record(nowMs, sentMs);
    }
  }

  #flush(nowMs: number): void {
    if (this.#runCount > 0) {
      this.#record(nowMs, this.#window.sentMs);
    }
  }

  #record(nowMs: number, sentMs: number): void {
    this.#recorder.record(this.#runSlot, (nowMs - sentMs) * 1e6, this.#runCount);
    this.#runCount = 0;
  }

  #asked(): string {
    return `${OPERATIONS[this.#window.operation]} of key number ${this.#window.key}`;
  }

  /** The first bytes of something unexpected, safe to show. */
  #quote(bytes: Buffer, start: number, end: number): string {
    const from = Math.max(0, start);
    const carried = this.#carry?.subarray(0, this.#carryLength) ?? END_REPLY.subarray(0, 0);
    const shown = Buffer.concat([carried, bytes.subarray(from, end)]).subarray(0, QUOTED_BYTES_MAX);
    return `"${escapeText(shown)}"`;
  }
}
