/** The contract of whatever keeps a list of nodes: a directory node of memtool, or etcd. */

/** What came of an attempt that was answered. An attempt that was not throws a MemtoolError. */
export type RegistrarOutcome =
  /** The node is in the list; its version, where there is one. */
  | { readonly kind: "registered"; readonly version: number | string }
  /** Of a renewal: the list does not have the node any more. */
  | { readonly kind: "lost" }
  /** Another node that is alive has the name or the address; `by` says which. */
  | { readonly kind: "taken"; readonly by: string }
  | { readonly kind: "refused"; readonly reason: string };

/** Puts one node into a list, keeps it there, and takes it out. One call at a time. */
export interface Registrar {
  /** Whose list it is, safe to show. */
  readonly name: string;
  /** @param isReturn the node was in the list before */
  join(isReturn: boolean): Promise<RegistrarOutcome>;
  renew(): Promise<RegistrarOutcome>;
  leave(): Promise<void>;
  /** Gives up what is under way. */
  destroy(): void;
}
