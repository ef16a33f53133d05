/** The operations a workload is mixed from, and how a reply to each is counted. */

/**
 * Operations by number; the number is the index used on the hot path. Most names are the command's word. `mget` is a retrieval of
 * several keys in one request, `set_noreply` a set that asks for no reply, `invalidate` a meta delete that leaves the item behind as stale.
 * The last ones follow from others and are not mixed: `cas_gets` asks for the number that a `cas` then compares with, `fill` stores what a
 * look-up of cache-aside missed, `lease_wait` asks again for what somebody else is loading, `read` is a whole look-up of cache-aside from the
 * question to the value in hand.
 */
export const OPERATIONS = [
  "get",
  "gets",
  "gat",
  "mget",
  "set",
  "set_noreply",
  "add",
  "replace",
  "append",
  "prepend",
  "cas",
  "delete",
  "incr",
  "decr",
  "touch",
  "mg",
  "ms",
  "md",
  "ma",
  "invalidate",
  "cas_gets",
  "fill",
  "lease_wait",
  "read",
] as const;

/** Name of an operation. */
export type OperationName = (typeof OPERATIONS)[number];

/** Number of each operation. */
export const OPERATION: Readonly<Record<OperationName, number>> = Object.freeze(
  Object.fromEntries(OPERATIONS.map((name, index) => [name, index])) as Record<OperationName, number>,
);

/** What an operation is about. `logical` is not sent: it sums up others. */
export const FAMILY = { retrieval: 0, storage: 1, delete: 2, arithmetic: 3, touch: 4, logical: 5 } as const;

/** One of {@link FAMILY}. */
export type Family = (typeof FAMILY)[keyof typeof FAMILY];

/** The family of an operation. */
export function familyOf(name: OperationName): Family {
  switch (name) {
    case "get":
    case "gets":
    case "gat":
    case "mget":
    case "mg":
    case "cas_gets":
    case "lease_wait":
      return FAMILY.retrieval;
    case "set":
    case "set_noreply":
    case "add":
    case "replace":
    case "append":
    case "prepend":
    case "cas":
    case "ms":
    case "fill":
      return FAMILY.storage;
    case "delete":
    case "md":
    case "invalidate":
      return FAMILY.delete;
    case "incr":
    case "decr":
    case "ma":
      return FAMILY.arithmetic;
    case "touch":
      return FAMILY.touch;
    case "read":
      return FAMILY.logical;
  }
}

/** Family of each operation number. */
export const OPERATION_FAMILY: Uint8Array = Uint8Array.from(OPERATIONS, familyOf);

/** The operations that follow from others and cannot be asked for in a mix. */
const DERIVED: readonly OperationName[] = ["cas_gets", "fill", "lease_wait", "read"];

/** Operations that are sent because of a reply, not because a request was due or had its turn. */
const FOLLOWING: readonly OperationName[] = ["cas", "fill", "lease_wait", "read"];

/** All others. */
export const FIRST_OPERATIONS: readonly OperationName[] = OPERATIONS.filter((name) => !FOLLOWING.includes(name));

const IS_FOLLOWING: readonly boolean[] = OPERATIONS.map((name) => FOLLOWING.includes(name));

/** Whether an operation, by its number, is sent because of a reply. */
export function isFollowing(operation: number): boolean {
  return IS_FOLLOWING[operation] === true;
}

/** The operations a mix can hold. */
export const MIXED_OPERATIONS: readonly OperationName[] = OPERATIONS.filter((name) => !DERIVED.includes(name));

/** Operations whose keys count towards the hit rate of a run: each asks for a value by key, of its own accord. */
export function isAsking(name: OperationName): boolean {
  return familyOf(name) === FAMILY.retrieval && name !== "lease_wait";
}

/** Operations whose missing key cache-aside loads and stores. */
export function isLookUp(name: OperationName): boolean {
  return isAsking(name) && name !== "cas_gets";
}

/** Operations on counters, which live under keys of their own because their values are numbers. */
export function isCounting(name: OperationName): boolean {
  return familyOf(name) === FAMILY.arithmetic;
}

/**
 * How a request ended. `hit`: the key was there, or the value was stored. `miss`: it was not, or NOT_STORED; an `mget` is one as soon as
 * one of its keys is missing. `stale`: a value that was invalidated (meta's X). `error`: ERROR, CLIENT_ERROR, SERVER_ERROR, or the
 * connection was lost. `unanswered`: no reply, or not even sent, when the run ended.
 */
export const OUTCOMES = ["hit", "miss", "stale", "error", "unanswered"] as const;

/** Name of an outcome. */
export type OutcomeName = (typeof OUTCOMES)[number];

/** Number of each outcome. */
export const OUTCOME = { hit: 0, miss: 1, stale: 2, error: 3, unanswered: 4 } as const satisfies Record<
  OutcomeName,
  number
>;

/** Number of outcomes. */
export const OUTCOME_COUNT = OUTCOMES.length;

/** Number of slots: one for each operation and outcome. */
export const SLOT_COUNT = OPERATIONS.length * OUTCOME_COUNT;

/** The slot in which replies of this operation and outcome are recorded. */
export function slotOf(operation: number, outcome: number): number {
  return operation * OUTCOME_COUNT + outcome;
}
