/** A key and where it is. */

/** See the head of the file. */
export interface LocatedKey {
  readonly key: Uint8Array;
  /** The index of the node that has it. */
  readonly node: number;
  /** What the item takes. */
  readonly bytes: number;
}
