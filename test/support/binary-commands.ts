/**
 * Random binary packets on a handful of keys: most of them right, some with parts, lengths or a magic that are wrong. Those
 * that a real memcached is known to answer otherwise carry the difference's name.
 */

import fc from "fast-check";
import { BINARY_BODY_BYTES_MAX, BINARY_HEADER_BYTES } from "../../src/protocol/binary/header.ts";
import { OPCODE } from "../../src/protocol/binary/opcodes.ts";
import { arithmeticExtras, type PacketParts, packet, storageExtras, wordExtras } from "./binary-packet.ts";
import type { MemcachedVersion } from "./known-differences.ts";

/** A packet of a comparison. */
export interface BinaryCommand extends PacketParts {
  /** Its cas is the one that the server tells of its key. */
  readonly casOfKey?: boolean;
  /** It may end the connection. */
  readonly mayEnd?: boolean;
}

/** Opcodes that go together. */
export const CODES = {
  retrieval: [OPCODE.get, OPCODE.getq, OPCODE.getk, OPCODE.getkq],
  touching: [OPCODE.touch, OPCODE.gat, OPCODE.gatq, OPCODE.gatk, OPCODE.gatkq],
  storage: [OPCODE.set, OPCODE.setq, OPCODE.add, OPCODE.addq, OPCODE.replace, OPCODE.replaceq],
  joining: [OPCODE.append, OPCODE.appendq, OPCODE.prepend, OPCODE.prependq],
  deleting: [OPCODE.delete, OPCODE.deleteq],
  arithmetic: [OPCODE.increment, OPCODE.incrementq, OPCODE.decrement, OPCODE.decrementq],
  flushing: [OPCODE.flush, OPCODE.flushq],
} as const;

const KEYS = ["a", "b", "n", "with space\r\n\0\x80\xff", "k".repeat(250)] as const;
const key = fc.constantFrom(...KEYS);
const exptime = fc.constantFrom(0, 0, 0, 100, 2_592_000, 1_000_000_000, 0xffffffff);
const flags = fc.constantFrom(0, 0, 5, 0xffffffff);
const opaque = fc.constantFrom(0, 1, 0xdeadbeef);
const cas = fc.constantFrom<Pick<BinaryCommand, "cas" | "casOfKey">>(
  {},
  {},
  {},
  { casOfKey: true },
  { casOfKey: true },
  { cas: 1n },
  { cas: 2n ** 64n - 1n },
);

const uint64 = fc.oneof(fc.constantFrom(0n, 1n, 7n, 2n ** 32n, 2n ** 32n - 1n), fc.bigInt({ min: 0n, max: 2n ** 62n }));
const value = fc.oneof(
  fc.nat(120).map(String),
  fc.bigInt({ min: 0n, max: 2n ** 62n }).map(String),
  fc.constantFrom("", "x", "12x", "-1", "5 6", "99999999999999999999", "get a\r\n", packet({ opcode: OPCODE.noop })),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => `b${Buffer.from(bytes).toString("latin1")}`),
  fc.nat(3000).map((length) => "v".repeat(length)),
);
/** Around half a page, where values begin to take several chunks, and around the largest item. */
const largeValue = fc
  .oneof(
    fc.integer({ min: 500_000, max: 1_050_000 }),
    fc.integer({ min: 524_200, max: 524_300 }),
    fc.integer({ min: 1_048_200, max: 1_048_600 }),
  )
  .map((length) => Buffer.alloc(length, "0123456789").toString("latin1"));
const anyValue = fc.oneof({ weight: 60, arbitrary: value }, { weight: 1, arbitrary: largeValue });
/** Makes no numbers of 2^63 and more (incr-sign-search). */
const joinedValue = anyValue.filter((text) => !/^[-+ \d]/.test(text));

/** Data type and vbucket, which nobody looks at. */
const ignoredFields = fc.constantFrom<Pick<BinaryCommand, "dataType" | "status">>(
  {},
  {},
  {},
  {},
  {},
  { dataType: 1, status: 9 },
);

/** Opcodes that memcached does not know, some of them in use elsewhere. */
const UNKNOWN_CODES: readonly number[] = [0x1b, 0x1f, 0x25, 0x30, 0x3d, 0x45, 0x50, 0x7f, 0x80, 0xff];

/** Packets of some opcodes with what goes with them, and the cas that they ask for. */
function packets(
  opcodes: readonly number[],
  parts: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  withCas: boolean,
): fc.Arbitrary<BinaryCommand> {
  return fc
    .tuple(fc.constantFrom(...opcodes), opaque, fc.record(parts), withCas ? cas : fc.constant({}), ignoredFields)
    .map(([opcode, number, others, wanted, ignored]) => ({ opcode, opaque: number, ...others, ...wanted, ...ignored }));
}

const right = fc.oneof(
  { weight: 5, arbitrary: packets(CODES.retrieval, { key }, false) },
  { weight: 3, arbitrary: packets(CODES.touching, { key, extras: exptime.map(wordExtras) }, false) },
  {
    weight: 6,
    arbitrary: packets(
      CODES.storage,
      { key, value: anyValue, extras: fc.tuple(flags, exptime).map((both) => storageExtras(...both)) },
      true,
    ),
  },
  { weight: 2, arbitrary: packets(CODES.joining, { key, value: joinedValue }, true) },
  { weight: 2, arbitrary: packets(CODES.deleting, { key }, true) },
  {
    weight: 4,
    arbitrary: packets(
      CODES.arithmetic,
      { key, extras: fc.tuple(uint64, uint64, exptime).map((three) => arithmeticExtras(...three)) },
      true,
    ),
  },
  { weight: 1, arbitrary: packets([...CODES.flushing, OPCODE.noop], {}, false) },
  {
    weight: 1,
    arbitrary: packets(
      CODES.flushing,
      { extras: fc.constantFrom(0, 0, 100, 2_592_000, 0xffffffff).map(wordExtras) },
      false,
    ),
  },
  { weight: 1, arbitrary: packets([OPCODE.quit, OPCODE.quitq], { mayEnd: fc.constant(true) }, false) },
  { weight: 1, arbitrary: packets(UNKNOWN_CODES, { value: fc.constantFrom("", "x", "\x80".repeat(50)) }, true) },
  { weight: 1, arbitrary: packets([OPCODE.version, OPCODE.saslListMechs], {}, false) },
  {
    weight: 1,
    arbitrary: packets(
      [OPCODE.saslAuth, OPCODE.saslStep],
      { key: fc.constant("PLAIN"), value: fc.constantFrom("", "\0user\0password") },
      false,
    ),
  },
  { weight: 1, arbitrary: packets([OPCODE.stat], { key: fc.constantFrom("", "reset", "nonsense") }, false) },
);

/** Any opcode, most of them with parts that do not belong to it, and lengths that are not those of the parts. */
export const jumbledCommand: fc.Arbitrary<BinaryCommand> = fc
  .record(
    {
      mayEnd: fc.constant(true),
      opcode: fc.oneof(fc.constantFrom(...Object.values(OPCODE)), fc.integer({ min: 0, max: 255 })),
      magic: fc.constantFrom(0x80, 0x80, 0x80, 0x80, 0x81, 0x67),
      opaque,
      key: fc.constantFrom("", "a", "k".repeat(250), "k".repeat(251)),
      extras: fc.constantFrom(...[0, 4, 8, 20, 0x30].map((length) => Buffer.alloc(length))),
      value: fc.constantFrom("", "1", packet({ opcode: OPCODE.noop, opaque: 5 })),
      keyLength: fc.constantFrom(0, 1, 251, 0xffff),
      extrasLength: fc.constantFrom(0, 4, 8, 20, 0x30, 0xff),
      bodyLength: fc.constantFrom(0, 1, 8, 0x4000_0001, 0x7fff_ffff, 0x8000_0000, 0xffff_ffe8, 0xffff_ffff),
    },
    { requiredKeys: ["mayEnd", "opcode"] },
  )
  .filter(endsWhereItSays);

/**
 * A packet is taken as a whole, or ends the connection. (A body that is announced and never sent would make both servers
 * wait, and what is sent without being announced is a bad magic behind a reply, see `binary-lost-replies`.)
 */
function endsWhereItSays(command: BinaryCommand): boolean {
  const { bodyLength, headLength, sentLength } = lengthsOf(command);
  return bodyLength === sentLength || headLength > bodyLength || bodyLength > BINARY_BODY_BYTES_MAX;
}

/** Bytes of the body, and of extras and key, as the header says; bytes of the body that are there. */
function lengthsOf(command: BinaryCommand): { bodyLength: number; headLength: number; sentLength: number } {
  const bytes = Buffer.from(packet(command), "latin1");
  return {
    bodyLength: bytes.readUInt32BE(8),
    headLength: bytes.readUInt16BE(2) + bytes.readUInt8(4),
    sentLength: bytes.length - BINARY_HEADER_BYTES,
  };
}

/** Any packet, the right ones more often. */
export const anyBinaryCommand: fc.Arbitrary<BinaryCommand> = fc.oneof(
  { weight: 30, arbitrary: right },
  { weight: 1, arbitrary: jumbledCommand },
);

const KNOWN_OPCODES: ReadonlySet<number> = new Set(Object.values(OPCODE));

/** The name (in test/conformance/differences.txt) of what keeps a packet out of a comparison with a version of memcached. */
export function knownBinaryDifferenceOf(command: BinaryCommand, version: MemcachedVersion): string | undefined {
  const { bodyLength, headLength, sentLength } = lengthsOf(command);
  if (bodyLength > BINARY_BODY_BYTES_MAX && version === "1.6.18") return "binary-body-limit";
  if (headLength > sentLength) return "binary-late-check";
  if (isOneOf(CODES.flushing, command.opcode) && command.extras?.some((byte) => byte !== 0)) return "flush-revival";
  if (!KNOWN_OPCODES.has(command.opcode) && headLength > 0) return "binary-unknown-skip";
  if (isOneOf([...CODES.touching, OPCODE.stat], command.opcode) && bodyLength > headLength) return "binary-value-left";
  return undefined;
}

/** Whether an opcode is one of some. */
export function isOneOf(opcodes: readonly number[], opcode: number): boolean {
  return opcodes.includes(opcode);
}
