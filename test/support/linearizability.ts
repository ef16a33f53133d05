/**
 * Decides whether recorded operations could have happened one after another, each at one moment between its request and its
 * reply: the search of Wing and Gong with Lowe's memory of (what has happened, state), for one key at a time.
 *
 * Clients send one after another, so "what has happened" is a count for each client, and at most one operation of each can be
 * next: one that was sent before any other outstanding one was answered.
 */
import { describeOperation, type History, type Operation } from "./history.ts";

/** The search of one key ends undecided beyond so many points; a right history needs about one for each operation. */
const POINTS_MAX = 2_000_000;

/** One item: its value, and its version number as far as an answer has told it. */
interface RegisterState {
  readonly value: string | undefined;
  /** 0 while nobody has seen it. */
  readonly cas: number;
  /** Version numbers of a key only grow: an unseen one is above this. */
  readonly casFloor: number;
}

const EMPTY: RegisterState = { value: undefined, cas: 0, casFloor: 0 };

/** The state behind `operation` if it can happen in `state` with the answer it got; undefined if it cannot. */
function follow(state: RegisterState, operation: Operation): RegisterState | undefined {
  const { action, answer } = operation;
  const isThere = state.value !== undefined;
  if (answer.outcome === "missing") {
    return isThere || action.kind === "set" || action.kind === "add" ? undefined : state;
  }
  if (answer.outcome === "refused") {
    return isThere && mayRefuse(state, operation) ? state : undefined;
  }
  switch (action.kind) {
    case "get":
      return state.value === answer.value && isThere ? seen(state, answer.cas) : undefined;
    case "set":
      return written(state, action.value, answer.cas);
    case "add":
      return isThere ? undefined : written(state, action.value, answer.cas);
    case "cas": {
      const before = isThere ? seen(state, action.cas) : undefined;
      return before === undefined ? undefined : written(before, action.value, answer.cas);
    }
    case "incr":
      return isThere && Number(state.value) + action.delta === Number(answer.value)
        ? written(state, answer.value ?? "", answer.cas)
        : undefined;
    case "delete": {
      const before = isThere ? seen(state, action.cas) : undefined;
      return before === undefined ? undefined : written(before, undefined, undefined);
    }
  }
}

/** Only an add of what is there, and a command for another version than the present one, are refused. */
function mayRefuse(state: RegisterState, { action }: Operation): boolean {
  if (action.kind === "add") return true;
  const wanted = action.kind === "cas" || action.kind === "delete" ? action.cas : undefined;
  return wanted !== undefined && state.cas !== wanted;
}

/** The state in which the item's version is known to be `cas`. */
function seen(state: RegisterState, cas: number | undefined): RegisterState | undefined {
  if (cas === undefined || cas === state.cas) return state;
  return state.cas === 0 && cas > state.casFloor ? { value: state.value, cas, casFloor: cas } : undefined;
}

function written(state: RegisterState, value: string | undefined, cas: number | undefined): RegisterState | undefined {
  return seen({ value, cas: 0, casFloor: state.casFloor }, cas);
}

/** A point of the search: how many operations of each client have happened, and what they left. */
interface Node {
  readonly counts: readonly number[];
  readonly state: RegisterState;
}

/** Operations client by client, in the order sent. */
function lanesOf(operations: readonly Operation[]): Operation[][] {
  const lanes = new Map<number, Operation[]>();
  for (const operation of operations) {
    const lane = lanes.get(operation.client);
    if (lane === undefined) lanes.set(operation.client, [operation]);
    else lane.push(operation);
  }
  return [...lanes.values()];
}

/** The indexes of the lanes whose next operation may be the next one of all; the one answered last comes first. */
function candidates(lanes: readonly Operation[][], counts: readonly number[]): number[] {
  const next = lanes.map((lane, index) => lane[counts[index] ?? 0]);
  const firstReturn = Math.min(...next.map((operation) => operation?.returnedNs ?? Number.POSITIVE_INFINITY));
  const returnOf = (index: number) => next[index]?.returnedNs ?? 0;
  return [...next.keys()]
    .filter((index) => (next[index]?.invokedNs ?? Number.POSITIVE_INFINITY) <= firstReturn)
    .sort((left, right) => returnOf(right) - returnOf(left));
}

/**
 * Undefined if the operations of one key, which is absent at first, are linearizable; else where every order gets stuck, or
 * that the search was given up.
 */
export function findViolation(operations: readonly Operation[]): string | undefined {
  const lanes = lanesOf(operations);
  const visited = new Set<string>();
  const pending: Node[] = [{ counts: lanes.map(() => 0), state: EMPTY }];
  let furthest = { happened: -1, counts: lanes.map(() => 0) as readonly number[], states: [] as RegisterState[] };
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (visited.size > POINTS_MAX)
      return `undecided after ${visited.size} points, ${furthest.happened} operations deep`;
    const { counts, state } = node;
    const happened = counts.reduce((sum, count) => sum + count, 0);
    if (happened === operations.length) return undefined;
    if (happened > furthest.happened) furthest = { happened, counts, states: [] };
    if (happened === furthest.happened) furthest.states.push(state);
    for (const index of candidates(lanes, counts)) {
      const operation = lanes[index]?.[counts[index] ?? 0];
      const after = operation === undefined ? undefined : follow(state, operation);
      if (after === undefined) continue;
      const nextCounts = counts.map((count, lane) => (lane === index ? count + 1 : count));
      const name = `${nextCounts.join()} ${after.value} ${after.cas} ${after.casFloor}`;
      if (!visited.has(name)) {
        visited.add(name);
        pending.push({ counts: nextCounts, state: after });
      }
    }
  }
  const stuck = candidates(lanes, furthest.counts).flatMap(
    (index) => lanes[index]?.[furthest.counts[index] ?? 0] ?? [],
  );
  const states = furthest.states.map((state) => JSON.stringify(state)).join(" or ");
  const lines = stuck.map((operation) => `  ${describeOperation(operation)}`).join("\n");
  return `after ${furthest.happened} of ${operations.length} operations the item is ${states}, and none of these fits:\n${lines}`;
}

/** Throws for the first key whose operations are not linearizable. */
export function assertLinearizable(history: History): void {
  for (const [key, operations] of history) {
    const violation = findViolation(operations);
    if (violation !== undefined) throw new Error(`not linearizable, key "${key}": ${violation}`);
  }
}
