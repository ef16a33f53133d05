/** What each operation looks like in the binary protocol, where it has a form there. */
import { OPCODE } from "../../protocol/binary/opcodes.ts";
import type { OperationName } from "../workload/operations.ts";

/** What stands between header and key. */
export const EXTRAS = {
  none: 0,
  /** Flags and expiry, of a storage command. */
  storage: 1,
  /** Expiry. */
  ttl: 2,
  /** Amount, first value and expiry, of a counter. */
  counter: 3,
} as const;

/** One of {@link EXTRAS}. */
export type Extras = (typeof EXTRAS)[keyof typeof EXTRAS];

/** Bytes of each kind of extras. */
export const EXTRAS_BYTES: Readonly<Record<Extras, number>> = {
  [EXTRAS.none]: 0,
  [EXTRAS.storage]: 8,
  [EXTRAS.ttl]: 4,
  [EXTRAS.counter]: 20,
};

/** A request's form. */
export interface BinaryRequest {
  readonly opcode: number;
  readonly extras: Extras;
  readonly hasValue: boolean;
  readonly isCounter: boolean;
}

function request(opcode: number, extras: Extras, hasValue = false, isCounter = false): BinaryRequest {
  return { opcode, extras, hasValue, isCounter };
}

const GET = request(OPCODE.get, EXTRAS.none);
const SET = request(OPCODE.set, EXTRAS.storage, true);

/** The requests; meta commands and leases have no form here. */
export const BINARY_REQUESTS: Readonly<Partial<Record<OperationName, BinaryRequest>>> = {
  get: GET,
  gets: GET,
  cas_gets: GET,
  gat: request(OPCODE.gat, EXTRAS.ttl),
  /** One for each key; hits only are answered, and a noop closes them. */
  mget: request(OPCODE.getkq, EXTRAS.none),
  set: SET,
  fill: SET,
  cas: SET,
  set_noreply: request(OPCODE.setq, EXTRAS.storage, true),
  add: request(OPCODE.add, EXTRAS.storage, true),
  replace: request(OPCODE.replace, EXTRAS.storage, true),
  append: request(OPCODE.append, EXTRAS.none, true),
  prepend: request(OPCODE.prepend, EXTRAS.none, true),
  delete: request(OPCODE.delete, EXTRAS.none),
  incr: request(OPCODE.increment, EXTRAS.counter, false, true),
  decr: request(OPCODE.decrement, EXTRAS.counter, false, true),
  touch: request(OPCODE.touch, EXTRAS.ttl),
};

/** Whether the binary protocol has a form for an operation. */
export function isBinary(name: OperationName): boolean {
  return BINARY_REQUESTS[name] !== undefined;
}
