/** What the linearizability check records of single-key operations: what was asked, what was answered, and when. */

/** An operation as a register with a version number understands it, whatever protocol carried it. */
export type Action =
  | { readonly kind: "get" }
  | { readonly kind: "set" | "add"; readonly value: string }
  | { readonly kind: "cas"; readonly value: string; readonly cas: number }
  | { readonly kind: "incr"; readonly delta: number }
  | { readonly kind: "delete"; readonly cas?: number };

/** The answer. `missing`: there was no such item. `refused`: there was one, but not the one it should have been. */
export interface Answer {
  readonly outcome: "done" | "missing" | "refused";
  /** The value that was read, or that the arithmetic left behind. */
  readonly value?: string;
  /** The version number (cas) that came with the answer. */
  readonly cas?: number;
}

/** One operation on one key, from its request to its reply. */
export interface Operation {
  readonly client: number;
  readonly action: Action;
  readonly answer: Answer;
  /** Monotonic nanoseconds: before the request was sent, and after the reply was read. */
  readonly invokedNs: number;
  readonly returnedNs: number;
}

/** The operations of each key. Those of one client stand in the order in which it sent them. */
export type History = ReadonlyMap<string, readonly Operation[]>;

/** One line for a failure message. */
export function describeOperation({ client, action, answer, invokedNs, returnedNs }: Operation): string {
  const { kind, ...details } = action;
  const times = `${Math.round(invokedNs / 1000)}..${Math.round(returnedNs / 1000)} us`;
  return `client ${client} ${times}: ${kind} ${JSON.stringify(details)} -> ${JSON.stringify(answer)}`;
}
