/** Changes as a ChangeReader hands them out, copied so that a test can look at them later, and made. */
import { CHANGE, RECORD_HEADER_BYTES } from "../../src/persistence/change-format.ts";
import type { TakenChange } from "../../src/persistence/change-reader.ts";

/** What was stored or removed. */
export interface HeldChange {
  readonly kind: "stored" | "removed";
  readonly key: Buffer;
  readonly hash: number;
  readonly epoch: number;
  /** Header and value; nothing of what was removed. */
  readonly record: Buffer;
}

/** A copy of what was stored or removed; undefined for everything else. */
export function held(change: TakenChange | undefined): HeldChange | undefined {
  if (change === undefined || change.kind === CHANGE.flushed) {
    return undefined;
  }
  const { bytes, keyStart, keyLength, headerStart, valueStart, valueLength, hash, epoch } = change;
  const part = (start: number, length: number) => Buffer.from(bytes.subarray(start, start + length));
  const isStored = change.kind === CHANGE.stored;
  return {
    kind: isStored ? "stored" : "removed",
    key: part(keyStart, keyLength),
    hash,
    epoch,
    record: isStored
      ? Buffer.concat([part(headerStart, RECORD_HEADER_BYTES), part(valueStart, valueLength)])
      : Buffer.alloc(0),
  };
}

/** A change of a key of latin1 characters; one without a value is a removal. */
export function takenChange(key: string, value: Buffer | undefined, hash: number, epoch = 0): TakenChange {
  const bytes = Buffer.concat([
    Buffer.alloc(RECORD_HEADER_BYTES),
    Buffer.from(key, "latin1"),
    value ?? Buffer.alloc(0),
  ]);
  return {
    kind: value === undefined ? CHANGE.removed : CHANGE.stored,
    epoch,
    hash,
    bytes,
    keyStart: RECORD_HEADER_BYTES,
    keyLength: key.length,
    headerStart: 0,
    valueStart: RECORD_HEADER_BYTES + key.length,
    valueLength: value?.length ?? 0,
    moment: 0,
    flushedUpTo: 0,
  };
}
