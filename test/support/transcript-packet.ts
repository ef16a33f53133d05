/**
 * Packets of the binary protocol in transcripts:
 *
 *   {request set key=a extras=00000000\00000000 value=text opaque=5 cas=7}
 *   {reply get status=1 value=Not\x20found}
 *
 * An opcode by its name or as hexadecimal digits, then fields in any order; what is left out is empty or 0. `key` and `value` may hold
 * escapes, `extras` is hexadecimal, `cas=*` in a reply stands for any. `magic`, `keyLength`, `extrasLength` and `bodyLength`
 * make a header that is wrong.
 */

import { REPLY_MAGIC, REQUEST_MAGIC } from "../../src/protocol/binary/header.ts";
import { OPCODE } from "../../src/protocol/binary/opcodes.ts";
import { packet } from "./binary-packet.ts";

const CAS_START = 16;
const CAS_END = 24;
const NUMBERS: ReadonlySet<string> = new Set(["status", "opaque", "magic", "keyLength", "extrasLength", "bodyLength"]);

/** Bytes that stand fixed, or a number of any bytes. */
export type PacketSegment =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "anyBytes"; readonly length: number };

/** Parses what stands between the braces; throws on what means nothing. */
export function parsePacketPart(part: string, decodeEscapes: (text: string) => Buffer): readonly PacketSegment[] {
  const [direction, opcodeName = "", ...words] = part.split(" ");
  const fields: Record<string, string | number | bigint | Buffer> = {
    magic: direction === "request" ? REQUEST_MAGIC : REPLY_MAGIC,
    opcode: opcodeOf(opcodeName),
  };
  let hasAnyCas = false;
  for (const word of words) {
    const equals = word.indexOf("=");
    const [name, text] = [word.slice(0, equals), word.slice(equals + 1)];
    if (name === "key" || name === "value") fields[name] = decodeEscapes(text);
    else if (name === "extras") fields[name] = Buffer.from(text, "hex");
    else if (name === "cas" && text === "*") hasAnyCas = true;
    else if (name === "cas") fields[name] = BigInt(text);
    else if (NUMBERS.has(name)) fields[name] = Number(text);
    else throw new Error(`a packet has no ${word}`);
  }
  const bytes = Buffer.from(packet(fields as unknown as Parameters<typeof packet>[0]), "latin1");
  if (!hasAnyCas) return [{ kind: "bytes", bytes }];
  return [
    { kind: "bytes", bytes: bytes.subarray(0, CAS_START) },
    { kind: "anyBytes", length: CAS_END - CAS_START },
    { kind: "bytes", bytes: bytes.subarray(CAS_END) },
  ];
}

function opcodeOf(name: string): number {
  const known = Object.entries(OPCODE).find(([one]) => one === name)?.[1];
  if (known !== undefined) return known;
  if (!/^[0-9a-f]{2}$/.test(name)) throw new Error(`no opcode is called ${name}`);
  return Number.parseInt(name, 16);
}
