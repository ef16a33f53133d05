/** Config files name several pools; one is wanted. */
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";

/** Which file, and which of its pools: `--pool FILE --pool-name NAME`. */
export interface PoolChoice {
  /** For messages. */
  readonly path: string;
  /** Undefined for the only one. */
  readonly poolName: string | undefined;
}

/**
 * The pool that is meant.
 * @param likely of several, the one that a file itself marks as its pool
 * @throws MemtoolError USAGE, with the names there are
 */
export function choosePool(names: readonly string[], { path, poolName }: PoolChoice, likely?: string): string {
  const known = names.map((name) => escapeText(name)).join(", ");
  if (poolName !== undefined) {
    if (!names.includes(poolName)) {
      const found = names.length === 0 ? "it has no pools" : `its pools are ${known}`;
      throw new MemtoolError("USAGE", `${escapeText(path)} has no pool ${JSON.stringify(poolName)}: ${found}`);
    }
    return poolName;
  }
  const [only, ...others] = names;
  if (only === undefined) {
    throw new MemtoolError("USAGE", `${escapeText(path)} has no pools`);
  }
  const found = likely ?? (others.length === 0 ? only : undefined);
  if (found === undefined) {
    throw new MemtoolError("USAGE", `${escapeText(path)} has several pools: ${known}`, {
      hint: `add --pool-name ${JSON.stringify(only)}`,
    });
  }
  return found;
}
