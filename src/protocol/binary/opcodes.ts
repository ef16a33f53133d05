/** The opcodes: which verb each means, and what its packet must look like. */
import { OP, type Op } from "../request.ts";

/** Opcodes by memcached's names. */
export const OPCODE = {
  get: 0x00,
  set: 0x01,
  add: 0x02,
  replace: 0x03,
  delete: 0x04,
  increment: 0x05,
  decrement: 0x06,
  quit: 0x07,
  flush: 0x08,
  getq: 0x09,
  noop: 0x0a,
  version: 0x0b,
  getk: 0x0c,
  getkq: 0x0d,
  append: 0x0e,
  prepend: 0x0f,
  stat: 0x10,
  setq: 0x11,
  addq: 0x12,
  replaceq: 0x13,
  deleteq: 0x14,
  incrementq: 0x15,
  decrementq: 0x16,
  quitq: 0x17,
  flushq: 0x18,
  appendq: 0x19,
  prependq: 0x1a,
  touch: 0x1c,
  gat: 0x1d,
  gatq: 0x1e,
  saslListMechs: 0x20,
  saslAuth: 0x21,
  saslStep: 0x22,
  gatk: 0x23,
  gatkq: 0x24,
} as const;

/** Whether a packet may, must or must not carry a key. */
export const KEY = { none: 0, required: 1, optional: 2 } as const;

/** What is known of an opcode. */
export interface OpcodeShape {
  readonly op: Op;
  /** Success is not answered (a hit is, a miss is not). */
  readonly quiet: boolean;
  readonly key: (typeof KEY)[keyof typeof KEY];
  /** Bytes of extras. */
  readonly extras: number;
  /** The extras may be left out. */
  readonly extrasOptional: boolean;
  /** A value may follow. */
  readonly value: boolean;
  /** The reply repeats the key. */
  readonly echoesKey: boolean;
}

interface Family {
  readonly op: Op;
  readonly codes: readonly number[];
  readonly key?: (typeof KEY)[keyof typeof KEY];
  readonly extras?: number;
  readonly extrasOptional?: boolean;
  readonly value?: boolean;
}

const FAMILIES: readonly Family[] = [
  { op: OP.get, codes: [OPCODE.get, OPCODE.getq, OPCODE.getk, OPCODE.getkq] },
  { op: OP.gat, codes: [OPCODE.gat, OPCODE.gatq, OPCODE.gatk, OPCODE.gatkq], extras: 4 },
  { op: OP.touch, codes: [OPCODE.touch], extras: 4 },
  { op: OP.set, codes: [OPCODE.set, OPCODE.setq], extras: 8, value: true },
  { op: OP.add, codes: [OPCODE.add, OPCODE.addq], extras: 8, value: true },
  { op: OP.replace, codes: [OPCODE.replace, OPCODE.replaceq], extras: 8, value: true },
  { op: OP.append, codes: [OPCODE.append, OPCODE.appendq], value: true },
  { op: OP.prepend, codes: [OPCODE.prepend, OPCODE.prependq], value: true },
  { op: OP.delete, codes: [OPCODE.delete, OPCODE.deleteq] },
  { op: OP.incr, codes: [OPCODE.increment, OPCODE.incrementq], extras: 20 },
  { op: OP.decr, codes: [OPCODE.decrement, OPCODE.decrementq], extras: 20 },
  { op: OP.quit, codes: [OPCODE.quit, OPCODE.quitq], key: KEY.none },
  { op: OP.flushAll, codes: [OPCODE.flush, OPCODE.flushq], key: KEY.none, extras: 4, extrasOptional: true },
  { op: OP.metaNoop, codes: [OPCODE.noop], key: KEY.none },
  { op: OP.version, codes: [OPCODE.version], key: KEY.none },
  { op: OP.stats, codes: [OPCODE.stat], key: KEY.optional },
  { op: OP.saslList, codes: [OPCODE.saslListMechs], key: KEY.none },
  { op: OP.saslAuth, codes: [OPCODE.saslAuth], value: true },
  { op: OP.saslStep, codes: [OPCODE.saslStep], value: true },
];

const QUIET: ReadonlySet<number> = new Set(
  Object.entries(OPCODE).flatMap(([name, code]) => (name.endsWith("q") ? [code] : [])),
);
const ECHOING: ReadonlySet<number> = new Set([OPCODE.getk, OPCODE.getkq, OPCODE.gatk, OPCODE.gatkq]);

const SHAPES: readonly (OpcodeShape | undefined)[] = listShapes();

function listShapes(): readonly (OpcodeShape | undefined)[] {
  const shapes: (OpcodeShape | undefined)[] = new Array(256).fill(undefined);
  for (const { op, codes, key, extras, extrasOptional, value } of FAMILIES) {
    for (const code of codes) {
      shapes[code] = {
        op,
        quiet: QUIET.has(code),
        key: key ?? KEY.required,
        extras: extras ?? 0,
        extrasOptional: extrasOptional ?? false,
        value: value ?? false,
        echoesKey: ECHOING.has(code),
      };
    }
  }
  return shapes;
}

/** The shape of an opcode (0..255); undefined for one that does not exist. */
export function opcodeShape(opcode: number): OpcodeShape | undefined {
  return SHAPES[opcode];
}
