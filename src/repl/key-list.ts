/** `keys [pattern] [limit]`: the keys of the chosen nodes, as they come; and the quiet sample that completion starts with. */
import type { Address } from "../base/address.ts";
import { MemtoolError } from "../base/errors.ts";
import { parseCount } from "../base/units.ts";
import { keyPattern } from "./glob.ts";
import type { Session } from "./session.ts";

/** A walk through the keys of one server; KeyScan of the keys room has it. */
export interface KeyWalk {
  /** Batches as the server sends them. @throws MemtoolError when it cannot or does not want to */
  batches(): AsyncIterable<readonly { readonly key: Uint8Array }[]>;
  /** Ends it: the loop over the batches then ends without an error. */
  stop(): void;
}

/** Starts a walk. `onNotice` is told what a person should know, for instance that only a part is seen. */
export type WalkKeys = (address: Address, onNotice: (notice: string) => void) => KeyWalk;

/** What to list. */
export interface KeyQuestion {
  readonly pattern: string;
  /** At most so many keys in all. */
  readonly limit: number;
}

/** Keys listed at the prompt unless told otherwise. */
export const KEYS_SHOWN_DEFAULT = 1000;

/** Reads the arguments of `keys`. @throws MemtoolError USAGE */
export function parseKeyQuestion(args: readonly string[], defaultLimit: number): KeyQuestion {
  const [pattern = "*", limit, ...more] = args;
  if (more.length > 0) {
    throw new MemtoolError("USAGE", "keys takes a pattern and a limit", { hint: "keys user:* 100" });
  }
  return { pattern, limit: limit === undefined ? defaultLimit : parseCount(limit) };
}

/** How a listing ended. */
export interface KeyListing {
  readonly matchedCount: number;
  readonly seenCount: number;
  readonly isComplete: boolean;
  readonly errors: readonly MemtoolError[];
}

/** What a listing needs of the shell. */
export interface KeyListPorts {
  readonly walkKeys: WalkKeys;
  readonly onNotice: (notice: string) => void;
  /** Gets matching keys in batches; what it returns is awaited before more are taken. */
  readonly onKeys: (keys: readonly Uint8Array[], session: Session) => Promise<void> | void;
  /** Aborted: end with what is known. */
  readonly signal: AbortSignal;
}

/** Walks node after node until the limit is reached. */
export async function listKeys(
  sessions: readonly Session[],
  { pattern, limit }: KeyQuestion,
  { walkKeys, onNotice, onKeys, signal }: KeyListPorts,
): Promise<KeyListing> {
  const matches = keyPattern(pattern);
  const errors: MemtoolError[] = [];
  let matchedCount = 0;
  let seenCount = 0;
  for (const session of sessions) {
    if (signal.aborted || matchedCount >= limit) {
      break;
    }
    const walk = walkKeys(session.target, onNotice);
    const stop = () => walk.stop();
    signal.addEventListener("abort", stop);
    try {
      for await (const batch of walk.batches()) {
        const found = batch.filter(({ key }) => matches(key)).map(({ key }) => key);
        const taken = found.slice(0, limit - matchedCount);
        seenCount += batch.length;
        matchedCount += taken.length;
        await onKeys(taken, session);
        if (matchedCount >= limit || signal.aborted) {
          break;
        }
      }
    } catch (error) {
      errors.push(asMemtoolError(error));
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
  return { matchedCount, seenCount, isComplete: !signal.aborted && matchedCount < limit, errors };
}

function asMemtoolError(error: unknown): MemtoolError {
  if (error instanceof MemtoolError) {
    return error;
  }
  throw error;
}

/** Lets completion know up to `limit` keys of a server. Whatever goes wrong is no trouble of the person's: nothing is said. */
export async function sampleKeys(
  session: Session,
  walkKeys: WalkKeys,
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  const ports: KeyListPorts = {
    walkKeys,
    onNotice: () => {},
    onKeys: (keys) => {
      for (const key of keys) {
        session.keys.addQuietly(Buffer.from(key).toString("utf8"));
      }
    },
    signal,
  };
  try {
    await listKeys([session], { pattern: "*", limit }, ports);
  } catch {
    // See above.
  }
}
