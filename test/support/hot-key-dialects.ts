/** The operations of the linearizability check as requests of the text, meta and binary protocols, and their replies read back. */

import { OPCODE } from "../../src/protocol/binary/opcodes.ts";
import { BINARY_STATUS } from "../../src/protocol/binary/status.ts";
import { arithmeticExtras, type PacketParts, packet, readPackets, storageExtras } from "./binary-packet.ts";
import type { Action, Answer } from "./history.ts";

/** One way to ask for an operation. */
export interface Dialect {
  readonly name: "classic" | "meta" | "binary";
  encode(key: string, action: Action): Buffer;
  /** Reads the reply to `action` that begins at `start`; undefined while it is not complete. */
  read(bytes: Buffer, start: number, action: Action): { readonly answer: Answer; readonly end: number } | undefined;
}

function textOf(line: string, value?: string): Buffer {
  return Buffer.from(value === undefined ? `${line}\r\n` : `${line}\r\n${value}\r\n`, "latin1");
}

interface Line {
  readonly words: readonly string[];
  readonly end: number;
}

function readLine(bytes: Buffer, start: number): Line | undefined {
  const end = bytes.indexOf("\r\n", start);
  return end < 0 ? undefined : { words: bytes.toString("latin1", start, end).split(" "), end: end + 2 };
}

/** A value of `length` bytes at `start` and what has to follow it; undefined while it is not complete. */
function readValue(bytes: Buffer, start: number, length: number, tail: string): Line | undefined {
  const end = start + length + tail.length;
  if (bytes.length < end) return undefined;
  const found = bytes.toString("latin1", start + length, end);
  if (found !== tail) throw new Error(`a value ends with ${JSON.stringify(found)}`);
  return { words: [bytes.toString("latin1", start, start + length)], end };
}

const OUTCOMES: Readonly<Record<string, Answer["outcome"]>> = {
  STORED: "done",
  DELETED: "done",
  HD: "done",
  VA: "done",
  END: "missing",
  EN: "missing",
  NOT_FOUND: "missing",
  NF: "missing",
  EXISTS: "refused",
  NOT_STORED: "refused",
  EX: "refused",
  NS: "refused",
};

function outcomeOf(words: readonly string[]): Answer["outcome"] {
  const outcome = OUTCOMES[words[0] ?? ""];
  if (outcome === undefined) throw new Error(`unexpected reply ${JSON.stringify(words.join(" "))}`);
  return outcome;
}

/** get, gets, set, add, cas, incr, delete. */
export const CLASSIC: Dialect = {
  name: "classic",
  encode(key, action) {
    switch (action.kind) {
      case "get":
        return textOf(`gets ${key}`);
      case "set":
      case "add":
        return textOf(`${action.kind} ${key} 0 0 ${action.value.length}`, action.value);
      case "cas":
        return textOf(`cas ${key} 0 0 ${action.value.length} ${action.cas}`, action.value);
      case "incr":
        return textOf(`incr ${key} ${action.delta}`);
      case "delete":
        return textOf(`delete ${key}`);
    }
  },
  read(bytes, start, action) {
    const line = readLine(bytes, start);
    if (line === undefined) return undefined;
    const { words, end } = line;
    if (words[0] === "VALUE") {
      const value = readValue(bytes, end, Number(words[3]), "\r\nEND\r\n");
      if (value === undefined) return undefined;
      return { answer: { outcome: "done", value: value.words[0] ?? "", cas: Number(words[4]) }, end: value.end };
    }
    if (action.kind === "incr" && /^\d+$/.test(words[0] ?? "")) {
      return { answer: { outcome: "done", value: words[0] ?? "" }, end };
    }
    return { answer: { outcome: outcomeOf(words) }, end };
  },
};

/** mg, ms, md, ma: each tells the version number it left. */
export const META: Dialect = {
  name: "meta",
  encode(key, action) {
    switch (action.kind) {
      case "get":
        return textOf(`mg ${key} v c`);
      case "set":
        return textOf(`ms ${key} ${action.value.length} c`, action.value);
      case "add":
        return textOf(`ms ${key} ${action.value.length} ME c`, action.value);
      case "cas":
        return textOf(`ms ${key} ${action.value.length} c C${action.cas}`, action.value);
      case "incr":
        return textOf(`ma ${key} D${action.delta} v c`);
      case "delete":
        return textOf(action.cas === undefined ? `md ${key}` : `md ${key} C${action.cas}`);
    }
  },
  read(bytes, start) {
    const line = readLine(bytes, start);
    if (line === undefined) return undefined;
    const { words, end } = line;
    const outcome = outcomeOf(words);
    const cas = words.find((word) => /^c\d+$/.test(word))?.slice(1);
    const told = outcome === "done" && cas !== undefined ? { cas: Number(cas) } : {};
    if (words[0] !== "VA") return { answer: { outcome, ...told }, end };
    const value = readValue(bytes, end, Number(words[1]), "\r\n");
    if (value === undefined) return undefined;
    return { answer: { outcome, value: value.words[0] ?? "", ...told }, end: value.end };
  },
};

/** INCREMENT creates no item with this expiration time. */
const DO_NOT_CREATE = 0xffffffff;

function partsOf(action: Action): PacketParts {
  switch (action.kind) {
    case "get":
      return { opcode: OPCODE.get };
    case "set":
      return { opcode: OPCODE.set, extras: storageExtras(), value: action.value };
    case "add":
      return { opcode: OPCODE.add, extras: storageExtras(), value: action.value };
    case "cas":
      return { opcode: OPCODE.set, extras: storageExtras(), value: action.value, cas: BigInt(action.cas) };
    case "incr":
      return { opcode: OPCODE.increment, extras: arithmeticExtras(BigInt(action.delta), 0n, DO_NOT_CREATE) };
    case "delete":
      return { opcode: OPCODE.delete, cas: BigInt(action.cas ?? 0) };
  }
}

const STATUS_OUTCOMES: ReadonlyMap<number, Answer["outcome"]> = new Map([
  [0, "done"],
  [BINARY_STATUS.notFound, "missing"],
  [BINARY_STATUS.exists, "refused"],
]);

/** GET, SET, ADD, INCREMENT, DELETE. */
export const BINARY: Dialect = {
  name: "binary",
  encode: (key, action) => Buffer.from(packet({ ...partsOf(action), key }), "latin1"),
  read(bytes, start, action) {
    const end = bytes.length < start + 24 ? undefined : start + 24 + bytes.readUInt32BE(start + 8);
    if (end === undefined || bytes.length < end) return undefined;
    const [reply] = readPackets(bytes.toString("latin1", start, end));
    const outcome = STATUS_OUTCOMES.get(reply?.status ?? -1);
    if (reply === undefined || outcome === undefined) throw new Error(`unexpected status ${reply?.status}`);
    if (outcome !== "done" || action.kind === "delete") return { answer: { outcome }, end };
    const cas = Number(reply.cas);
    if (action.kind === "get") return { answer: { outcome, value: reply.value, cas }, end };
    if (action.kind !== "incr") return { answer: { outcome, cas }, end };
    const value = String(Buffer.from(reply.value, "latin1").readBigUInt64BE());
    return { answer: { outcome, value, cas }, end };
  },
};
