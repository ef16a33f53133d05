/** The binary protocol, for comparing servers. */

import { OPCODE } from "../../src/protocol/binary/opcodes.ts";
import { anyBinaryCommand, type BinaryCommand, CODES, isOneOf, knownBinaryDifferenceOf } from "./binary-commands.ts";
import { packet, type ReplyPacket, readPackets } from "./binary-packet.ts";
import type { Language } from "./differential.ts";
import { DECIDED_COUNTERS } from "./reply-normalizer.ts";

/** Of the statistics only what the requests alone decide; nothing of the version. */
function isComparable({ opcode, key: name, status }: ReplyPacket): boolean {
  const isAnotherStatistic = opcode === OPCODE.stat && name !== "" && !DECIDED_COUNTERS.test(name);
  return !isAnotherStatistic && !(opcode === OPCODE.version && status === 0);
}

/** Replies packet by packet; cas numbers become the order in which they were first seen. */
class PacketNormalizer {
  readonly #casOrder = new Map<bigint, number>();

  normalize(replies: Buffer): string {
    const closed = replies.subarray(-8).toString("latin1") === "<closed>";
    const silent = replies.subarray(-8).toString("latin1") === "<silent>";
    const end = replies.length - (closed || silent ? 8 : 0);
    const packets = readPackets(replies.toString("latin1", 0, end)).filter(isComparable);
    const lines = packets.map((reply) => {
      const { opcode, status, opaque: number, extras, key: name, value: text } = reply;
      return [opcode, status, number, this.#order(reply.cas), extras, name, text].join(" ");
    });
    return [...lines, closed ? "<closed>" : "", silent ? "<silent>" : ""].join("\n");
  }

  #order(number: bigint): string {
    if (number === 0n) return "no cas";
    const known = this.#casOrder.get(number) ?? this.#casOrder.size + 1;
    this.#casOrder.set(number, known);
    return `cas#${known}`;
  }
}

const OPCODES: ReadonlyMap<number, string> = new Map(Object.entries(OPCODE).map(([name, code]) => [code, name]));

/** See the file's head. */
export const BINARY_LANGUAGE: Language<BinaryCommand> = {
  anyCommand: anyBinaryCommand,
  describe({ value: text, ...others }) {
    const name = OPCODES.get(others.opcode) ?? "unknown";
    const parts = Object.entries(others).map(
      ([part, one]) => `${part}=${Buffer.isBuffer(one) ? one.toString("hex") : one}`,
    );
    const shown = String(text ?? "");
    return `${name} ${parts.join(" ")} value=${shown.length} bytes ${JSON.stringify(shown.slice(0, 60))}`;
  },
  kindOf: ({ opcode }) => OPCODES.get(opcode) ?? "unknown",
  knownDifferenceOf: knownBinaryDifferenceOf,
  placeOf(command) {
    // A connection that is ended with bytes unread, or by a bad magic, may lose replies (binary-lost-replies).
    if (command.mayEnd) return "alone";
    // As in the text protocol: replies that are still queued change how a number is stored.
    return isOneOf(CODES.arithmetic, command.opcode) ? "first" : "anywhere";
  },
  async encode(command, casOf) {
    const asked = command.casOfKey === true ? { cas: BigInt(await casOf(String(command.key))) } : {};
    return Buffer.from(packet({ ...command, ...asked }), "latin1");
  },
  fresh: Buffer.from(packet({ opcode: OPCODE.flush }) + packet({ opcode: OPCODE.stat, key: "reset" }), "latin1"),
  casRequest: (name) => Buffer.from(packet({ opcode: OPCODE.get, key: name }), "latin1"),
  readCas: (reply) => {
    const [found] = readPackets(reply.toString("latin1"));
    return found === undefined || found.status !== 0 ? "1" : String(found.cas);
  },
  sentinel(number) {
    const header = { opcode: OPCODE.noop, opaque: 0xe0d0_0000 + number };
    return {
      request: Buffer.from(packet(header), "latin1"),
      reply: Buffer.from(packet({ ...header, magic: 0x81 }), "latin1"),
    };
  },
  createNormalizer: () => new PacketNormalizer(),
};
