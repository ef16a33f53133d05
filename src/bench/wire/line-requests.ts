/**
 * What each operation looks like in the two line protocols, and what form its reply has. `--protocol text` sends the classic commands,
 * `--protocol meta` their meta spellings; mg, ms, md and ma are the same in both. Retrievals by mg ask for the key's echo (k), so that a
 * reply is never taken for another's.
 */
import { OPERATIONS, type OperationName } from "../workload/operations.ts";

/** The forms of replies. */
export const REPLY = {
  /** `VALUE` lines and `END`. */
  values: 0,
  stored: 1,
  deleted: 2,
  number: 3,
  touched: 4,
  /** `VA` with a value, `EN`, or `HD`. */
  metaValue: 5,
  /** Quiet mg, closed by `MN`. */
  metaValues: 6,
  /** `HD`, `NS`, `EX`, `NF`. */
  metaStatus: 7,
  /** Only `MN`: everything sent before has been carried out. */
  barrier: 8,
  /** Nothing comes back. */
  none: 9,
} as const;

/** One of {@link REPLY}. */
export type ReplyForm = (typeof REPLY)[keyof typeof REPLY];

/** A request's pattern, see request-template.ts, and the form of its reply. */
export interface LineRequest {
  readonly pattern: string;
  readonly reply: ReplyForm;
}

/** How long somebody who was told to load a value has for it, in seconds, before the next one is told. */
const LEASE_SECONDS = 30;

const MG = { pattern: "mg {key} v k\r\n", reply: REPLY.metaValue } as const;
/** A miss leaves an empty item behind and makes the first asker the one who loads (W); those after it are told to wait (Z). */
const MG_LEASE = { pattern: `mg {key} v k N${LEASE_SECONDS}\r\n`, reply: REPLY.metaValue } as const;
const MS = { pattern: "ms {key} {length} T{ttl}\r\n{value}\r\n", reply: REPLY.metaStatus } as const;

const META_COMMANDS = {
  mg: MG,
  ms: MS,
  md: { pattern: "md {key}\r\n", reply: REPLY.metaStatus },
  ma: { pattern: "ma {counter}\r\n", reply: REPLY.metaStatus },
  invalidate: { pattern: `md {key} I T${LEASE_SECONDS}\r\n`, reply: REPLY.metaStatus },
  read: { pattern: "", reply: REPLY.none },
} as const satisfies Partial<Record<OperationName, LineRequest>>;

const SET = { pattern: "set {key} 0 {ttl} {length}\r\n{value}\r\n", reply: REPLY.stored } as const;

/** The classic commands, and the meta ones under their own names. */
const TEXT_REQUESTS: Readonly<Record<OperationName, LineRequest>> = {
  ...META_COMMANDS,
  get: { pattern: "get {key}\r\n", reply: REPLY.values },
  gets: { pattern: "gets {key}\r\n", reply: REPLY.values },
  cas_gets: { pattern: "gets {key}\r\n", reply: REPLY.values },
  gat: { pattern: "gat {ttl} {key}\r\n", reply: REPLY.values },
  mget: { pattern: "get[ {key}]\r\n", reply: REPLY.values },
  set: SET,
  fill: SET,
  set_noreply: { pattern: "set {key} 0 {ttl} {length} noreply\r\n{value}\r\n", reply: REPLY.none },
  add: { pattern: "add {key} 0 {ttl} {length}\r\n{value}\r\n", reply: REPLY.stored },
  replace: { pattern: "replace {key} 0 {ttl} {length}\r\n{value}\r\n", reply: REPLY.stored },
  append: { pattern: "append {key} 0 {ttl} {length}\r\n{value}\r\n", reply: REPLY.stored },
  prepend: { pattern: "prepend {key} 0 {ttl} {length}\r\n{value}\r\n", reply: REPLY.stored },
  cas: { pattern: "cas {key} 0 {ttl} {length} {cas}\r\n{value}\r\n", reply: REPLY.stored },
  delete: { pattern: "delete {key}\r\n", reply: REPLY.deleted },
  incr: { pattern: "incr {counter} 1\r\n", reply: REPLY.number },
  decr: { pattern: "decr {counter} 1\r\n", reply: REPLY.number },
  touch: { pattern: "touch {key} {ttl}\r\n", reply: REPLY.touched },
  lease_wait: MG_LEASE,
};

/** The same in meta commands. */
const META_REQUESTS: Readonly<Record<OperationName, LineRequest>> = {
  ...META_COMMANDS,
  get: MG,
  gets: { pattern: "mg {key} v k c\r\n", reply: REPLY.metaValue },
  cas_gets: { pattern: "mg {key} v k c\r\n", reply: REPLY.metaValue },
  gat: { pattern: "mg {key} v k T{ttl}\r\n", reply: REPLY.metaValue },
  mget: { pattern: "[mg {key} v k q\r\n]mn\r\n", reply: REPLY.metaValues },
  set: MS,
  fill: MS,
  set_noreply: { pattern: "ms {key} {length} T{ttl} q\r\n{value}\r\n", reply: REPLY.none },
  add: { pattern: "ms {key} {length} T{ttl} ME\r\n{value}\r\n", reply: REPLY.metaStatus },
  replace: { pattern: "ms {key} {length} T{ttl} MR\r\n{value}\r\n", reply: REPLY.metaStatus },
  append: { pattern: "ms {key} {length} T{ttl} MA\r\n{value}\r\n", reply: REPLY.metaStatus },
  prepend: { pattern: "ms {key} {length} T{ttl} MP\r\n{value}\r\n", reply: REPLY.metaStatus },
  cas: { pattern: "ms {key} {length} T{ttl} C{cas}\r\n{value}\r\n", reply: REPLY.metaStatus },
  delete: { pattern: "md {key}\r\n", reply: REPLY.metaStatus },
  incr: { pattern: "ma {counter}\r\n", reply: REPLY.metaStatus },
  decr: { pattern: "ma {counter} MD\r\n", reply: REPLY.metaStatus },
  touch: { pattern: "mg {key} T{ttl}\r\n", reply: REPLY.metaValue },
  lease_wait: MG_LEASE,
};

/** Counters start here, so that decr has something to take from. */
export const COUNTER_START = "1000000";

/** What sets a counter to its first number. */
export const COUNTER_START_REQUEST = {
  text: {
    pattern: `set {counter} 0 {ttl} ${COUNTER_START.length}\r\n${COUNTER_START}\r\n`,
    reply: REPLY.stored,
  },
  meta: {
    pattern: `ms {counter} ${COUNTER_START.length} T{ttl}\r\n${COUNTER_START}\r\n`,
    reply: REPLY.metaStatus,
  },
} as const satisfies Record<string, LineRequest>;

/** Number under which a window keeps the question of {@link BARRIER_REQUEST}, beyond those of OPERATIONS: it is not measured. */
export const BARRIER_OPERATION: number = OPERATIONS.length;

/** What is sent when everything sent before is to be known to be carried out. */
export const BARRIER_REQUEST = "mn\r\n";

/** The requests of a line protocol. @param lease makes plain look-ups ask for a lease on a miss */
export function lineRequests(protocol: "text" | "meta", lease: boolean): Readonly<Record<OperationName, LineRequest>> {
  const requests = protocol === "text" ? TEXT_REQUESTS : META_REQUESTS;
  return lease ? { ...requests, get: MG_LEASE, mg: MG_LEASE } : requests;
}
