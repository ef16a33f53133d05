/** The reply being built while its lines arrive: shared by the line readers of the text and meta protocols. */
import { escapeText } from "../base/escape.ts";
import type { ErrorWord, Expectation, Reply, ReplyLimits, StatEntry, ValueEntry, WireKey } from "./reply.ts";

/** What a line reader asks for next. */
export const STEP = {
  /** Another line. */
  more: 0,
  /** A data block of `draft.blockLength` bytes and its CRLF. */
  block: 1,
  /** Nothing: `draft.reply` is complete. */
  done: 2,
  /** Nothing: `draft.fault` says what is wrong, the connection cannot be used any more. */
  fault: 3,
} as const;

/** One of {@link STEP}. */
export type Step = (typeof STEP)[keyof typeof STEP];

/** How much of a wrong line a message shows, in bytes. */
const SHOWN_BYTES_MAX = 80;

/** Bytes an entry of a listing costs beside its text, so that endless empty lines are bounded too. */
const ENTRY_OVERHEAD_BYTES = 64;

const NOT_ASCII = /[^\0-\x7f]/;

/** Decodes text of a reply: UTF-8, or latin1 where the bytes are not UTF-8, so that no byte is lost. */
export function decodeText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString("latin1", start, end);
  if (!NOT_ASCII.test(text)) {
    return text;
  }
  const decoded = bytes.toString("utf8", start, end);
  return decoded.includes("\ufffd") ? text : decoded;
}

/** The start of a line, escaped and cut, for a message. */
export function quoteLine(bytes: Uint8Array, start: number, end: number): string {
  const shownEnd = Math.min(end, start + SHOWN_BYTES_MAX);
  return `"${escapeText(bytes.subarray(start, shownEnd))}${shownEnd < end ? "..." : ""}"`;
}

/** The reply being built; one per connection, reused. */
export class ReplyDraft {
  readonly limits: ReplyLimits;
  expectation: Expectation = { shape: "version" };
  reply: Reply | undefined;
  fault: string | undefined;
  /** Set by the line that announces a data block. */
  blockLength = 0;

  /** Retrieval: the items so far, the header of the one whose block is awaited, and the first key not yet answered. */
  entries: ValueEntry[] = [];
  entryKey: WireKey = "";
  entryFlags = 0;
  entryCas: bigint | undefined;
  keyIndex = 0;

  /** Listings so far. */
  stats: StatEntry[] = [];
  lines: string[] = [];
  listBytes = 0;
  lineCount = 0;

  /** Meta: the words of a VA line whose block is awaited. */
  metaFlags: readonly string[] = [];
  /** A reply that came before the fence of a quiet command. */
  early: Reply | undefined;

  constructor(limits: ReplyLimits) {
    this.limits = limits;
  }

  /** Starts the reply to a request that expects `expectation`. */
  begin(expectation: Expectation): void {
    this.expectation = expectation;
    this.reply = undefined;
    this.early = undefined;
    this.keyIndex = 0;
    this.lineCount = 0;
    if (expectation.shape === "values") {
      this.entries = [];
    } else if (expectation.shape === "stats" || expectation.shape === "dump") {
      this.stats = [];
      this.lines = [];
      this.listBytes = 0;
    }
  }

  /** Completes the reply. */
  done(reply: Reply): Step {
    this.reply = reply;
    return STEP.done;
  }

  /** Refuses what was read: `found` continues the sentence "the server sent ...". */
  refuse(found: string): Step {
    this.fault = found;
    return STEP.fault;
  }

  /** Refuses a line that does not fit the expectation. */
  refuseLine(bytes: Uint8Array, start: number, end: number, expected: string): Step {
    return this.refuse(`${quoteLine(bytes, start, end)} where ${expected} was expected`);
  }

  /** Announces a data block, if its length is one that a value can have. */
  wantBlock(length: number): Step {
    if (length > this.limits.valueBytesMax) {
      return this.refuse(`a value of ${length} bytes, more than the limit of ${this.limits.valueBytesMax}`);
    }
    this.blockLength = length;
    return STEP.block;
  }

  /** Counts a line of a listing; false once the listing is too large to be collected. */
  countListed(byteCount: number): boolean {
    this.listBytes += byteCount + ENTRY_OVERHEAD_BYTES;
    return this.listBytes <= this.limits.listBytesMax;
  }
}

const ERROR_LINE = /^(ERROR|CLIENT_ERROR|SERVER_ERROR)(?::? (.*)|:?)$/s;
const LETTER_E = 69;
const LETTER_R = 82;
const LETTER_C = 67;
const LETTER_L = 76;
const LETTER_S = 83;

/** Reads an error line (`ERROR`, `CLIENT_ERROR text`, `SERVER_ERROR text`); undefined if the line is not one. */
export function readErrorLine(bytes: Buffer, start: number, end: number): Reply | undefined {
  if (end - start < 5) {
    return undefined;
  }
  const first = bytes[start];
  const second = bytes[start + 1];
  const isCandidate =
    (first === LETTER_E && second === LETTER_R) ||
    (first === LETTER_C && second === LETTER_L) ||
    (first === LETTER_S && second === LETTER_E);
  if (!isCandidate) {
    return undefined;
  }
  const match = ERROR_LINE.exec(decodeText(bytes, start, end));
  return match === null ? undefined : { kind: "error", error: match[1] as ErrorWord, text: match[2] ?? "" };
}

/** Reads decimal digits from `start` to `end` as a number of at most `max`; -1 if they are anything else. */
export function readNumber(bytes: Uint8Array, start: number, end: number, max: number): number {
  if (end <= start || end - start > 15) {
    return -1;
  }
  let value = 0;
  for (let index = start; index < end; index++) {
    const digit = (bytes[index] as number) - 48;
    if (digit < 0 || digit > 9) {
      return -1;
    }
    value = value * 10 + digit;
  }
  return value <= max ? value : -1;
}

const UINT64_MAX = 0xffff_ffff_ffff_ffffn;

/** Reads decimal digits as an unsigned 64-bit number; undefined if they are anything else. */
export function readUint64(bytes: Buffer, start: number, end: number): bigint | undefined {
  const text = bytes.toString("latin1", start, end);
  if (!/^\d{1,20}$/.test(text)) {
    return undefined;
  }
  const value = BigInt(text);
  return value <= UINT64_MAX ? value : undefined;
}
