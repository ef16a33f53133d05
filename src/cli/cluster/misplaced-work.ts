/** What is done with misplaced keys: nothing, deleting, or moving; each behind the same three calls. */
import { escapeControls } from "../../base/escape.ts";
import { type MisplacedKey, MisplacedMover } from "../../cluster/inspection/misplaced-mover.ts";
import { KeyDeleter } from "../../keys/key-deleter.ts";
import { shownKey } from "../../keys/key-text.ts";
import { RateLimit } from "../../keys/rate-limit.ts";
import type { Context } from "../context.ts";
import type { MisplacedOutcome } from "./misplaced-tables.ts";
import type { NodePool } from "./node-poll.ts";

/** Failed keys that are named; the rest is only counted. */
const NAMED_FAILURES_MAX = 10;

/** Takes misplaced keys. */
export interface MisplacedWork {
  /** Resolves when all is done with these keys of one node. @throws MemtoolError when a node cannot be talked to */
  take(node: number, keys: readonly MisplacedKey[], signal: AbortSignal): Promise<void>;
  /** What became of a node's keys so far. */
  outcome(node: number): MisplacedOutcome | undefined;
  /** Another walk through all keys begins. */
  startPass(): void;
  /** Keys that are no longer misplaced. */
  readonly clearedCount: number;
  close(): void;
}

/** What is asked for. */
export interface WorkOptions {
  readonly kind: "look" | "delete" | "move";
  /** Keys a second. */
  readonly rate: number | undefined;
  readonly commandName: string;
}

/** Prepares it; nothing is connected yet. */
export function misplacedWork(
  pool: NodePool,
  { kind, rate, commandName }: WorkOptions,
  context: Context,
): MisplacedWork {
  const options = {
    tls: pool.tls,
    connectTimeoutMs: pool.timeoutMs,
    requestTimeoutMs: pool.timeoutMs,
    clock: context.clock,
    rateLimit: rate === undefined ? undefined : new RateLimit(rate),
    onFailure: failureTeller(`memtool ${commandName}: could not ${kind}`, context),
  };
  switch (kind) {
    case "look":
      return LOOKING;
    case "delete":
      return deleting(pool.addresses.map((address) => new KeyDeleter(address, { ...options, onlyUnchanged: true })));
    case "move":
      return moving(new MisplacedMover(pool.addresses, options));
  }
}

const LOOKING: MisplacedWork = {
  take: async () => {},
  outcome: () => undefined,
  startPass: () => {},
  clearedCount: 0,
  close: () => {},
};

function deleting(deleters: readonly KeyDeleter[]): MisplacedWork {
  return {
    take: async (node, keys, signal) =>
      deleters[node]?.delete(
        keys.map(({ entry }) => entry),
        signal,
      ),
    outcome: (node) => {
      const counts = deleters[node]?.counts;
      return counts === undefined ? undefined : { kind: "deleted", counts };
    },
    startPass: () => {
      for (const deleter of deleters) {
        deleter.startPass();
      }
    },
    get clearedCount() {
      return deleters.reduce((sum, { counts }) => sum + counts.deleted, 0);
    },
    close: () => {
      for (const deleter of deleters) {
        deleter.close();
      }
    },
  };
}

function moving(mover: MisplacedMover): MisplacedWork {
  return {
    take: (node, keys, signal) => mover.move(node, keys, signal),
    outcome: (node) => {
      const counts = mover.counts[node];
      return counts === undefined ? undefined : { kind: "moved", counts };
    },
    startPass: () => mover.startPass(),
    get clearedCount() {
      return mover.counts.reduce((sum, { moved, superseded }) => sum + moved + superseded, 0);
    },
    close: () => mover.close(),
  };
}

function failureTeller(start: string, { stderr }: Context): (key: Buffer, reason: string) => void {
  let count = 0;
  return (key, reason) => {
    count++;
    if (count <= NAMED_FAILURES_MAX) {
      const more = count === NAMED_FAILURES_MAX ? " (further ones are only counted)" : "";
      stderr.write(`${start} ${shownKey(key)}: ${escapeControls(reason)}${more}\n`);
    }
  };
}
