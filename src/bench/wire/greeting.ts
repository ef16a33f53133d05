/** The first exchange on a connection: asks the server's version, so that a server that refuses, or is none, shows before anything is measured. */
import { escapeText } from "../../base/escape.ts";
import {
  BINARY_HEADER_BYTES,
  FIELD,
  REPLY_MAGIC,
  REQUEST_MAGIC,
  readUint16,
  readUint32,
} from "../../protocol/binary/header.ts";
import { OPCODE } from "../../protocol/binary/opcodes.ts";
import { BINARY_STATUS } from "../../protocol/binary/status.ts";
import { LINE_FEED } from "./bytes.ts";

/** What the bytes so far amount to. */
export type GreetingVerdict =
  | { readonly kind: "more" }
  | { readonly kind: "version"; readonly version: string }
  /** `found` is safe to show. */
  | { readonly kind: "violation"; readonly found: string };

/** A protocol's way to ask. */
export interface Greeting {
  readonly request: Buffer;
  /** Judges what has been received since the request was sent. */
  judge(received: Buffer): GreetingVerdict;
}

const LINE_BYTES_MAX = 256;
const SHOWN_CHARACTERS_MAX = 120;

/** Of the line protocols: `version`, answered by `VERSION 1.6.45`. */
export const LINE_GREETING: Greeting = {
  request: Buffer.from("version\r\n"),
  judge(received) {
    const lineEnd = received.indexOf(LINE_FEED);
    if (lineEnd === -1 && received.length < LINE_BYTES_MAX) {
      return { kind: "more" };
    }
    const line = received.toString("latin1").trimEnd();
    if (/^VERSION [^\r\n]+$/.test(line)) {
      return { kind: "version", version: line.slice("VERSION ".length) };
    }
    const first = received.toString("latin1", 0, lineEnd === -1 ? LINE_BYTES_MAX : lineEnd).replace(/\r$/, "");
    const shown = escapeText(Buffer.from(first, "latin1")).slice(0, SHOWN_CHARACTERS_MAX);
    return { kind: "violation", found: `asked for its version, got "${shown}"` };
  },
};

function versionPacket(): Buffer {
  const packet = Buffer.alloc(BINARY_HEADER_BYTES);
  packet[0] = REQUEST_MAGIC;
  packet[FIELD.opcode] = OPCODE.version;
  return packet;
}

function shownBytes(bytes: Buffer): string {
  return escapeText(bytes.subarray(0, LINE_BYTES_MAX)).slice(0, SHOWN_CHARACTERS_MAX);
}

/** Of the binary protocol: the version packet. */
export const BINARY_GREETING: Greeting = {
  request: versionPacket(),
  judge(received) {
    const isReply = received[0] === REPLY_MAGIC && (received[FIELD.opcode] ?? OPCODE.version) === OPCODE.version;
    if (received.length > 0 && !isReply) {
      return { kind: "violation", found: `asked for its version, got "${shownBytes(received)}"` };
    }
    if (received.length < BINARY_HEADER_BYTES) {
      return { kind: "more" };
    }
    const end = BINARY_HEADER_BYTES + readUint32(received, FIELD.bodyLength);
    if (end > BINARY_HEADER_BYTES + LINE_BYTES_MAX) {
      return { kind: "violation", found: "asked for its version, got an endless one" };
    }
    if (received.length < end) {
      return { kind: "more" };
    }
    const body = received.toString("latin1", BINARY_HEADER_BYTES, end);
    const status = readUint16(received, FIELD.status);
    return status === BINARY_STATUS.ok
      ? { kind: "version", version: body }
      : { kind: "violation", found: `${status === BINARY_STATUS.authError ? "unauthenticated: " : ""}${body}` };
  },
};
