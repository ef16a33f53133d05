/** What the readers of formats throw among themselves; it never leaves the room. */

/** The bytes are not what they were read as. The message says what was found, without quoting the bytes. */
export class Malformed extends Error {
  /** Where, counted from the first byte. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = "Malformed";
    this.offset = offset;
  }
}

/** What was read, or why it could not be. */
export type Attempt<Value> = { readonly value: Value } | { readonly problem: string };

/** Runs a reader: what it throws as {@link Malformed} becomes a sentence. */
export function attempt<Value>(read: () => Value): Attempt<Value> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof Malformed) {
      return { problem: `${error.message} at byte ${error.offset.toLocaleString("en-US")}` };
    }
    throw error;
  }
}
