/**
 * What connections say to each other, for the log of a server that runs with -vv (or was told `verbosity 2`): memcached's
 * own lines, except that what a client has sent is escaped and cut.
 */
import { escapeText } from "../base/escape.ts";
import { BINARY_HEADER_BYTES, FIELD, readUint16 } from "../protocol/binary/header.ts";
import { OPCODE } from "../protocol/binary/opcodes.ts";
import { BINARY_STATUS } from "../protocol/binary/status.ts";
import type { Attachment, ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { Request } from "../protocol/request.ts";
import { CONNECTION_STATE, type ConnectionState } from "./connection-table.ts";
import type { ListenerProtocol } from "./settings.ts";
import type { SharedState } from "./shared-state.ts";
import { binaryRequestText } from "./trace-binary.ts";

/** From this level on requests and replies are logged, as in memcached. */
export const TRACE_VERBOSITY = 2;

/** From this level on also what connections are doing. */
const STATE_VERBOSITY = 3;

/** Longest part of a line that is logged, in bytes: keys may be long, and a get line may name thousands of them. */
const LINE_BYTES_MAX = 300;

const CRLF_BYTES = 2;
const LF = 10;
const CR = 13;

/** The first line of a reply memcached keeps out of its log: that of a meta command other than mn, statistics. */
const UNLOGGED_REPLY = /^(?:(?:HD|VA|EN|NF|NS|EX|ME)(?: |$)|STAT )/;

const HIT = /^VALUE (\S+) \d+ (\d+)/;

const STATE_NAMES = Object.keys(CONNECTION_STATE);

const NEWCOMER: Readonly<Record<ListenerProtocol, string>> = {
  auto: "new auto-negotiating client connection",
  ascii: "new ascii client connection.",
  binary: "new binary client connection.",
};

/** Writes `<31 get a` for what descriptor 31 asked, `>31 sending key a` for what it gets and `>31 END` for the last word. */
export class Trace {
  readonly #state: SharedState;
  readonly #write: (line: string) => void;

  constructor(state: SharedState, write: (line: string) => void) {
    this.#state = state;
    this.#write = write;
  }

  /** Whether anything is to be logged; may change at any time. */
  get isOn(): boolean {
    return this.#state.verbosity >= TRACE_VERBOSITY;
  }

  /** A connection has come to a listener of `protocol`. */
  opened(descriptor: number, protocol: ListenerProtocol): void {
    this.#event(descriptor, NEWCOMER[protocol]);
  }

  /** The first byte has settled the protocol of a connection. */
  negotiated(descriptor: number, protocol: "ascii" | "binary"): void {
    this.#write(`${descriptor}: Client using the ${protocol} protocol`);
  }

  /** At -vvv: a connection does something else now. */
  stateChanged(descriptor: number, from: ConnectionState, to: ConnectionState): void {
    if (from !== to && this.#state.verbosity >= STATE_VERBOSITY) {
      this.#write(`${descriptor}: going from ${STATE_NAMES[from]} to ${STATE_NAMES[to]}`);
    }
  }

  /** A connection has ended. */
  closed(descriptor: number): void {
    this.#event(descriptor, "connection closed.");
  }

  /** The request line that begins at `start`. */
  request(descriptor: number, bytes: Uint8Array, start: number, end: number): void {
    this.#write(`<${descriptor} ${firstLine(bytes, start, lineEnd(bytes, start, end))}`);
  }

  /** A binary request: its header, four bytes a line, and what memcached says about its verb. */
  binaryRequest(descriptor: number, bytes: Uint8Array, start: number, request: Request): void {
    this.#write(`<${descriptor} Read binary protocol data:`);
    this.#hex(`<${descriptor}    `, bytes, start);
    const text = binaryRequestText(descriptor, request, (key) => firstLine(key, 0, key.length));
    if (text !== undefined) {
      this.#write(text);
    }
  }

  /** The header of the binary reply from `start` on; nothing for a quiet request and, as in memcached, for statistics. */
  binaryReply(descriptor: number, { bytes, length }: ReplyBuffer, start: number): void {
    if (start >= length) {
      return;
    }
    const isError = readUint16(bytes, start + FIELD.status) !== BINARY_STATUS.ok;
    if (bytes[start + FIELD.opcode] === OPCODE.stat && !isError) {
      return;
    }
    if (isError && readUint16(bytes, start + FIELD.keyLength) === 0) {
      const text = firstLine(bytes, start + BINARY_HEADER_BYTES, length);
      this.#write(`>${descriptor} Writing an error: ${text}`);
    }
    this.#write(`>${descriptor} Writing bin response:`);
    this.#hex(`>${descriptor}   `, bytes, start);
  }

  #hex(mark: string, bytes: Uint8Array, start: number): void {
    for (let at = start; at < start + BINARY_HEADER_BYTES; at += 4) {
      const words = Array.from(bytes.subarray(at, at + 4), (byte) => `0x${byte.toString(16).padStart(2, "0")}`);
      this.#write(`${mark}${words.join(" ")}`);
    }
  }

  /** The text reply from `start` on: the keys of its values, then its line; nothing for a quiet one. */
  reply(descriptor: number, { bytes, length, attachments }: ReplyBuffer, start: number): void {
    let at = start;
    while (at < length) {
      const end = lineEnd(bytes, at, length);
      const hit = HIT.exec(bytes.toString("latin1", at, end));
      if (hit === null) {
        const line = firstLine(bytes, at, end);
        if (!UNLOGGED_REPLY.test(line)) {
          this.#write(`>${descriptor} ${line}`);
        }
        return;
      }
      const keyStart = at + "VALUE ".length;
      this.#write(`>${descriptor} sending key ${firstLine(bytes, keyStart, keyStart + (hit[1] as string).length)}`);
      const valueStart = end + 1;
      at = isAttached(attachments, valueStart) ? valueStart : valueStart + Number(hit[2]) + CRLF_BYTES;
    }
  }

  #event(descriptor: number, text: string): void {
    if (this.isOn) {
      this.#write(`<${descriptor} ${text}`);
    }
  }
}

/** A large value is not in the buffer: it is sent from its own memory. */
function isAttached(attachments: readonly Attachment[], at: number): boolean {
  return attachments.some((attachment) => attachment.at === at);
}

/** Where the newline of the line at `start` stands; `end` when there is none before it. */
function lineEnd(bytes: Uint8Array, start: number, end: number): number {
  const newline = bytes.indexOf(LF, start);
  return newline < 0 || newline >= end ? end : newline;
}

/** The bytes of one line for the log: without its CR, escaped, and cut. */
function firstLine(bytes: Uint8Array, start: number, end: number): string {
  const textEnd = end > start && bytes[end - 1] === CR ? end - 1 : end;
  const cutEnd = Math.min(textEnd, start + LINE_BYTES_MAX);
  return `${escapeText(bytes.subarray(start, cutEnd))}${cutEnd < textEnd ? "..." : ""}`;
}
