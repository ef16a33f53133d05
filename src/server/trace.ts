/** What connections say to each other, for the log of a server that runs with -vv (or was told `verbosity 2`). */
import { escapeText } from "../base/escape.ts";
import { BINARY_HEADER_BYTES } from "../protocol/binary/header.ts";
import type { SharedState } from "./shared-state.ts";

/** From this level on requests and replies are logged, as in memcached. */
const TRACE_VERBOSITY = 2;

/** Longest part of a line that is logged, in bytes: keys may be long, and a get line may name thousands of them. */
const LINE_BYTES_MAX = 300;

const LF = 10;
const CR = 13;

/** Writes `<31 get a` for what descriptor 31 asked and `>31 END` for the first line of the answer. */
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

  /** A connection has come. */
  opened(descriptor: number): void {
    this.#event(descriptor, "new client connection");
  }

  /** A connection has ended. */
  closed(descriptor: number): void {
    this.#event(descriptor, "connection closed.");
  }

  /** The request line that begins at `start`. */
  request(descriptor: number, bytes: Uint8Array, start: number, end: number): void {
    this.#write(`<${descriptor} ${firstLine(bytes, start, end)}`);
  }

  /** The header of a binary request, as memcached shows it: four bytes a line. */
  binaryRequest(descriptor: number, bytes: Uint8Array, start: number): void {
    this.#hex(`<${descriptor}`, "Read binary protocol data:", bytes, start);
  }

  /** The header of a binary reply; nothing for a quiet request. */
  binaryReply(descriptor: number, bytes: Uint8Array, start: number, end: number): void {
    if (start < end) {
      this.#hex(`>${descriptor}`, "Writing bin response:", bytes, start);
    }
  }

  #hex(mark: string, title: string, bytes: Uint8Array, start: number): void {
    this.#write(`${mark} ${title}`);
    for (let at = start; at < start + BINARY_HEADER_BYTES; at += 4) {
      const words = Array.from(bytes.subarray(at, at + 4), (byte) => `0x${byte.toString(16).padStart(2, "0")}`);
      this.#write(`${mark}   ${words.join(" ")}`);
    }
  }

  /** The reply that begins at `start`; nothing for a quiet one. */
  reply(descriptor: number, bytes: Uint8Array, start: number, end: number): void {
    if (start < end) {
      this.#write(`>${descriptor} ${firstLine(bytes, start, end)}`);
    }
  }

  #event(descriptor: number, text: string): void {
    if (this.isOn) {
      this.#write(`<${descriptor} ${text}`);
    }
  }
}

function firstLine(bytes: Uint8Array, start: number, end: number): string {
  const newline = bytes.indexOf(LF, start);
  const lineEnd = newline < 0 || newline >= end ? end : newline;
  const textEnd = lineEnd > start && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
  const cutEnd = Math.min(textEnd, start + LINE_BYTES_MAX);
  return `${escapeText(bytes.subarray(start, cutEnd))}${cutEnd < textEnd ? "..." : ""}`;
}
