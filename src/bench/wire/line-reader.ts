/**
 * Reads the replies of one connection in the line protocols as bytes arrive, checks each against the request it answers, and books it.
 * All connections of a thread read into the same buffer, so nothing of it may be kept: a line that is cut off is copied
 * (`#carry`), of a value that is cut off only the number of missing bytes is remembered.
 *
 *        +------- VALUE key flags bytes -------> body ---- bytes, CR LF ----> end
 *        |          ^                                                         |  |
 *     reply         +--------- VALUE: the next key of an mget ----------------+  |
 *      ^ ^                                                                       |
 *      | +------- STORED, END, HD, ERROR ... --> booked <------- END ------------+
 *      +-------------------------------------------+
 *
 * A VA line's value is followed by nothing: the reply ends with its body. Whole replies of the common kinds (hit, miss, STORED) are
 * recognised in place without that machine.
 */
import { escapeText } from "../../base/escape.ts";
import { REPLY_LINE_BYTES_MAX } from "../limits.ts";
import { OPERATION, OPERATIONS, OUTCOME } from "../workload/operations.ts";
import { bytesOf, CARRIAGE_RETURN, LINE_FEED, matches } from "./bytes.ts";
import { BARRIER_OPERATION, REPLY, type ReplyForm } from "./line-requests.ts";
import type { LineRules } from "./line-rules.ts";
import { ReplyFacts } from "./reply-facts.ts";
import type { ReplyLedger } from "./reply-ledger.ts";
import { isErrorLine, judgeLine, VIOLATION } from "./reply-line.ts";
import type { ReplyReader } from "./reply-reader.ts";
import { MISMATCH, ValueLine } from "./value-line.ts";

const STATE = { reply: 0, body: 1, end: 2 } as const;
type State = (typeof STATE)[keyof typeof STATE];

/** How much of an unexpected reply is shown. */
const QUOTED_BYTES_MAX = 60;

const LETTER_V = 86;
const END_REPLY = bytesOf("END\r\n");
const NOTHING = bytesOf("");

/** The commonest whole reply of each form that is not a value, and how it counts. */
const COMMON: readonly (readonly [line: Uint8Array, outcome: number])[] = Object.values(REPLY).map((form) => {
  switch (form) {
    case REPLY.values:
      return [END_REPLY, OUTCOME.miss];
    case REPLY.metaValue:
      return [bytesOf("EN\r\n"), OUTCOME.miss];
    case REPLY.stored:
      return [bytesOf("STORED\r\n"), OUTCOME.hit];
    case REPLY.metaStatus:
      return [bytesOf("HD\r\n"), OUTCOME.hit];
    default:
      return [NOTHING, OUTCOME.error];
  }
});

/** The reader of one connection. */
export class LineReader implements ReplyReader {
  readonly facts = new ReplyFacts();
  readonly #ledger: ReplyLedger;
  readonly #rules: LineRules;
  readonly #valueLine: ValueLine;
  #state: State = STATE.reply;
  #bodyLeft = 0;
  #carry: Buffer | undefined;
  #carryLength = 0;
  /** Of a request for several keys: the first one that may still come, and how many came. */
  #keyIndex = 0;
  #keyHits = 0;
  unconfirmed = 0;
  violation: string | undefined;

  constructor(ledger: ReplyLedger, rules: LineRules) {
    this.#ledger = ledger;
    this.#rules = rules;
    this.#valueLine = new ValueLine(rules.keyPrefix, this.facts);
  }

  read(bytes: Buffer, length: number, nowMs: number): boolean {
    let position = 0;
    while (position < length && this.violation === undefined) {
      if (this.#ledger.window.count === 0 && this.unconfirmed === 0) {
        this.violation = `a reply that nobody asked for: ${this.#quote(bytes, position, length)}`;
        break;
      }
      const next =
        this.#state === STATE.reply && this.#carryLength === 0 ? this.#fast(bytes, position, length, nowMs) : 0;
      position = next > 0 ? next : this.#step(bytes, position, length, nowMs);
    }
    this.#ledger.flush(nowMs);
    return this.violation === undefined;
  }

  /** The form of the reply that is due. */
  get #form(): number {
    const { window } = this.#ledger;
    return window.count === 0 ? REPLY.none : (this.#rules.forms[window.operation] as number);
  }

  /** True while the reply that is due may hold several values. */
  get #asksSeveral(): boolean {
    return this.#ledger.window.operation === OPERATION.mget;
  }

  /** A whole reply of a common kind at `position`: books it and returns where the next starts; 0 when it is anything else. */
  #fast(bytes: Buffer, position: number, length: number, nowMs: number): number {
    const form = this.#form;
    if (bytes[position] === LETTER_V) {
      return this.#asksSeveral ? 0 : this.#fastHit(bytes, position, length, nowMs, form);
    }
    const [line, outcome] = COMMON[form] as (typeof COMMON)[number];
    const end = position + line.length;
    if (line === NOTHING || this.#asksSeveral || end > length || !matches(bytes, position, line)) {
      return 0;
    }
    this.facts.clearFlags();
    this.#ledger.settle(outcome, nowMs);
    return end;
  }

  #fastHit(bytes: Buffer, position: number, length: number, nowMs: number, form: number): number {
    const body = this.#parseValueLine(bytes, position, length, this.#ledger.window.key, form);
    if (body < 0) {
      return 0;
    }
    const close = form === REPLY.values ? END_REPLY : NOTHING;
    const end = body + this.facts.valueBytes + 2;
    if (end + close.length > length) {
      this.#startBody(this.#ledger.window.key);
      return body;
    }
    if (bytes[end - 2] !== CARRIAGE_RETURN || bytes[end - 1] !== LINE_FEED || !matches(bytes, end, close)) {
      this.violation = `the value of ${this.#asked()} does not end where its length says: ${this.#quote(bytes, end - 2, length)}`;
      return length;
    }
    this.#startValue(this.#ledger.window.key);
    this.#ledger.verifier?.feed(bytes, body, end - 2);
    this.#finishValue(form);
    this.#ledger.settle(this.#hitOutcome(form), nowMs);
    return end + close.length;
  }

  /** @returns where the value starts, INCOMPLETE or MISMATCH, which it also is when the form has no values */
  #parseValueLine(bytes: Buffer, start: number, length: number, key: number, form: number): number {
    switch (form) {
      case REPLY.values:
        return this.#valueLine.parse(bytes, start, length, key);
      case REPLY.metaValue:
      case REPLY.metaValues:
        return this.#valueLine.parseMeta(bytes, start, length, key);
      default:
        return MISMATCH;
    }
  }

  /** How a value counts. A lease leaves an empty item where there was none: that is a miss, whoever is to load it. */
  #hitOutcome(form: number): number {
    const { facts } = this;
    if (form === REPLY.values) {
      return OUTCOME.hit;
    }
    if (facts.isStale) {
      return OUTCOME.stale;
    }
    return (facts.isWinner || facts.isAwaited) && facts.valueBytes === 0 ? OUTCOME.miss : OUTCOME.hit;
  }

  /** The line of the value of `key` was taken; the value comes next. */
  #startBody(key: number): void {
    this.#bodyLeft = this.facts.valueBytes + 2;
    this.#state = STATE.body;
    this.#startValue(key);
  }

  #startValue(key: number): void {
    this.#ledger.verifier?.start(key, this.facts.valueBytes);
  }

  /** What a lease leaves behind is empty and no value: there is nothing in it to check. */
  #finishValue(form: number): void {
    const { verifier, window, recorder } = this.#ledger;
    const { valueBytes, isWinner, isAwaited } = this.facts;
    if (verifier !== undefined && (valueBytes > 0 || form === REPLY.values || !(isWinner || isAwaited))) {
      verifier.finish(window.version, recorder);
    }
  }

  /** One step of the machine at the head of this file. @returns how far it came */
  #step(bytes: Buffer, position: number, length: number, nowMs: number): number {
    if (this.#state === STATE.body) {
      return this.#skipBody(bytes, position, length, nowMs);
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
    const form = this.#form;
    if (bytes[start] === LETTER_V && (form === REPLY.values || form === REPLY.metaValue || form === REPLY.metaValues)) {
      const key = this.#takeValueLine(bytes, start, end, form, nowMs);
      if (key >= 0) {
        this.#startBody(key);
      } else {
        this.violation = `asked for ${this.#asked()}, got ${this.#quote(bytes, start, end)}`;
      }
      return;
    }
    const text = bytes.toString("latin1", start, end).replace(/\r?\n$/, "");
    if (this.unconfirmed > 0 && isErrorLine(text)) {
      this.unconfirmed--;
      this.#ledger.settleUnconfirmed(text);
      return;
    }
    const { window } = this.#ledger;
    const outcome = judgeLine(text, form as ReplyForm, this.#rules.sendsValue[window.operation] === true);
    if (outcome === VIOLATION || (this.#state === STATE.end && text !== "END")) {
      this.violation = `asked for ${this.#asked()}, got ${this.#quote(bytes, start, end)}`;
      return;
    }
    if (outcome === OUTCOME.error) {
      this.#ledger.recorder.countError(text);
    }
    this.#close(outcome, form, nowMs);
  }

  /** Takes a VALUE or VA line of any of the keys that may come; those before it are missing. @returns the key, or -1 */
  #takeValueLine(bytes: Buffer, start: number, end: number, form: number, nowMs: number): number {
    const { window } = this.#ledger;
    if (!this.#asksSeveral) {
      const { key } = window;
      return this.#state === STATE.reply && this.#parseValueLine(bytes, start, end, key, form) >= 0 ? key : -1;
    }
    while (this.#keyIndex < window.keysEach) {
      const key = window.keyAt(this.#keyIndex++);
      if (this.#parseValueLine(bytes, start, end, key, form) >= 0) {
        return key;
      }
      this.#ledger.missKey(key, nowMs);
    }
    return -1;
  }

  /** The reply is complete; END and MN close what came before them. */
  #close(outcome: number, form: number, nowMs: number): void {
    const hasValue = this.#state === STATE.end;
    this.#state = STATE.reply;
    if (form === REPLY.barrier) {
      this.unconfirmed = 0;
      this.#ledger.skip(nowMs);
      return;
    }
    if (!this.#asksSeveral || outcome === OUTCOME.error) {
      this.#keyIndex = 0;
      this.#keyHits = 0;
      if (!hasValue) {
        this.facts.clearFlags();
      }
      this.#ledger.settle(hasValue ? this.#hitOutcome(form) : outcome, nowMs);
      return;
    }
    const { window } = this.#ledger;
    while (this.#keyIndex < window.keysEach) {
      this.#ledger.missKey(window.keyAt(this.#keyIndex++), nowMs);
    }
    const misses = window.keysEach - this.#keyHits;
    this.#ledger.recorder.countKeys(window.operation, this.#keyHits, misses);
    this.#keyIndex = 0;
    this.#keyHits = 0;
    this.#ledger.settle(misses === 0 ? OUTCOME.hit : OUTCOME.miss, nowMs);
  }

  /** Skips what is here of a value; its last two bytes have to be CR LF. */
  #skipBody(bytes: Buffer, position: number, length: number, nowMs: number): number {
    const next = Math.min(length, position + this.#bodyLeft);
    for (let left = 2; left >= 1; left--) {
      const place = position + this.#bodyLeft - left;
      if (place >= position && place < next && bytes[place] !== (left === 2 ? CARRIAGE_RETURN : LINE_FEED)) {
        this.violation = `the value of ${this.#asked()} does not end where its length says`;
      }
    }
    this.#ledger.verifier?.feed(bytes, position, Math.min(next, position + Math.max(0, this.#bodyLeft - 2)));
    this.#bodyLeft -= next - position;
    if (this.#bodyLeft === 0) {
      this.#endBody(nowMs);
    }
    return next;
  }

  #endBody(nowMs: number): void {
    const form = this.#form;
    this.#finishValue(form);
    this.#keyHits++;
    this.#state = form === REPLY.values ? STATE.end : STATE.reply;
    if (form === REPLY.metaValue) {
      this.#keyHits = 0;
      this.#ledger.settle(this.#hitOutcome(form), nowMs);
    }
  }

  #asked(): string {
    const { window } = this.#ledger;
    return window.operation === BARRIER_OPERATION
      ? "an end of noreply requests"
      : `${OPERATIONS[window.operation]} of key number ${window.key}`;
  }

  /** The first bytes of something unexpected, safe to show. */
  #quote(bytes: Buffer, start: number, end: number): string {
    const from = Math.max(0, start);
    const carried = this.#carry?.subarray(0, this.#carryLength) ?? NOTHING;
    const shown = Buffer.concat([carried, bytes.subarray(from, end)]).subarray(0, QUOTED_BYTES_MAX);
    return `"${escapeText(shown)}"`;
  }
}
