/** The operations a workload is mixed from, and how a reply to each is counted. */

/** Operations by number; the number is the index used on the hot path. */
export const OPERATIONS = [
  "get",
  "gets",
  "gat",
  "set",
  "add",
  "replace",
  "append",
  "prepend",
  "delete",
  "incr",
  "decr",
  "touch",
] as const;

/** Name of an operation, which is also its word on the wire. */
export type OperationName = (typeof OPERATIONS)[number];

/** Number of each operation. */
export const OPERATION: Readonly<Record<OperationName, number>> = Object.freeze(
  Object.fromEntries(OPERATIONS.map((name, index) => [name, index])) as Record<OperationName, number>,
);

/** The shapes of requests and of the replies they get. */
export const FAMILY = { retrieval: 0, storage: 1, delete: 2, arithmetic: 3, touch: 4 } as const;

/** One of {@link FAMILY}. */
export type Family = (typeof FAMILY)[keyof typeof FAMILY];

/** The family of an operation. */
export function familyOf(name: OperationName): Family {
  switch (name) {
    case "get":
    case "gets":
    case "gat":
      return FAMILY.retrieval;
    case "set":
    case "add":
    case "replace":
    case "append":
    case "prepend":
      return FAMILY.storage;
    case "delete":
      return FAMILY.delete;
    case "incr":
    case "decr":
      return FAMILY.arithmetic;
    case "touch":
      return FAMILY.touch;
  }
}

/** Family of each operation number. */
export const OPERATION_FAMILY: Uint8Array = Uint8Array.from(OPERATIONS, familyOf);

/**
 * How a reply counts. `hit`: the key was there, or the value was stored. `miss`: it was not, or NOT_STORED.
 * `error`: ERROR, CLIENT_ERROR or SERVER_ERROR.
 */
export const OUTCOMES = ["hit", "miss", "error"] as const;

/** Name of an outcome. */
export type OutcomeName = (typeof OUTCOMES)[number];

/** Number of each outcome. */
export const OUTCOME = { hit: 0, miss: 1, error: 2 } as const satisfies Record<OutcomeName, number>;

/** Number of slots: one for each operation and outcome. */
export const SLOT_COUNT = OPERATIONS.length * OUTCOMES.length;

/** The slot in which replies of this operation and outcome are recorded. */
export function slotOf(operation: number, outcome: number): number {
  return operation * OUTCOMES.length + outcome;
}
