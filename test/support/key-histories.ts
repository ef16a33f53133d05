/**
 * What the items of a server may be after it was killed: every change is written down when it is asked for and when it is acknowledged,
 * one at a time for each key.
 */

/** An item, or `undefined` for none. `expires` is a Unix second, 0 for never. */
export interface ItemState {
  readonly value: string;
  readonly flags: number;
  readonly expires: number;
}

interface Entry {
  readonly state: ItemState | undefined;
  ackedAtMs: number | undefined;
}

/** Seconds by which a time to live may differ: it is told in whole seconds. */
const EXPIRY_TOLERANCE_S = 2;

/** The changes of all keys. */
export class KeyHistories {
  readonly #entries = new Map<string, Entry[]>();

  /** The keys that were ever changed. */
  get keys(): string[] {
    return [...this.#entries.keys()];
  }

  /** What a key is, as far as was acknowledged. */
  current(key: string): ItemState | undefined {
    return this.#of(key).at(-1)?.state;
  }

  /** A change is asked for; call what it returns when it is acknowledged. */
  begin(key: string, state: ItemState | undefined): () => void {
    const entry: Entry = { state, ackedAtMs: undefined };
    this.#of(key).push(entry);
    return () => {
      entry.ackedAtMs = performance.now();
    };
  }

  /**
   * A read is asked for; call what it returns with what was found: why that may not be, or undefined when it may. A read tells the last
   * change that was acknowledged when it was asked for, or a later one.
   */
  read(key: string): (found: ItemState | undefined) => string | undefined {
    const entries = this.#of(key);
    const acked = entries.findLastIndex(({ ackedAtMs }) => ackedAtMs !== undefined);
    return (found) => {
      const possible = entries.slice(Math.max(0, acked)).map(({ state }) => state);
      if (acked < 0) {
        possible.push(undefined);
      }
      return possible.some((state) => isSame(state, found))
        ? undefined
        : `${key} was read as ${shown(found)}, and may be ${possible.map(shown).join(" or ")}`;
    };
  }

  /** From here on a key is what was found. */
  settle(key: string, found: ItemState | undefined): void {
    this.#entries.set(key, [{ state: found, ackedAtMs: Number.NEGATIVE_INFINITY }]);
  }

  /** Why a key may not be what was found, if changes acknowledged after `keptUntilMs` may be lost; undefined when it may. */
  fault(key: string, found: ItemState | undefined, keptUntilMs: number): string | undefined {
    const entries = this.#of(key);
    const kept = entries.findLastIndex(({ ackedAtMs }) => ackedAtMs !== undefined && ackedAtMs < keptUntilMs);
    const possible = entries.slice(Math.max(0, kept)).map(({ state }) => state);
    if (kept < 0) {
      possible.push(undefined);
    }
    return possible.some((state) => isSame(state, found))
      ? undefined
      : `${key} is ${shown(found)}, and may be ${possible.map(shown).join(" or ")}`;
  }

  #of(key: string): Entry[] {
    let entries = this.#entries.get(key);
    if (entries === undefined) {
      entries = [];
      this.#entries.set(key, entries);
    }
    return entries;
  }
}

function isSame(a: ItemState | undefined, b: ItemState | undefined): boolean {
  if (a === undefined || b === undefined) {
    return a === b;
  }
  const isSameExpiry =
    a.expires === 0 || b.expires === 0
      ? a.expires === b.expires
      : Math.abs(a.expires - b.expires) <= EXPIRY_TOLERANCE_S;
  return a.value === b.value && a.flags === b.flags && isSameExpiry;
}

function shown(state: ItemState | undefined): string {
  if (state === undefined) {
    return "gone";
  }
  const { value, flags, expires } = state;
  return `"${value.slice(0, 20)}" (${value.length} bytes) flags ${flags} expires ${expires}`;
}
