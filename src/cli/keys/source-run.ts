/** Reads all items of several servers at once for a command, with progress and Ctrl-C: what `keys dump` and `keys copy` have in common. */
import { type Address, formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { formatBytes, formatCount, formatRate } from "../../base/format-units.ts";
import type { KeyFilter } from "../../keys/key-filter.ts";
import { ItemSource, type SourceCounts } from "../../keys/move/item-source.ts";
import type { StoredItem } from "../../keys/move/stored-item.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import type { Context } from "../context.ts";
import { ProgressLine } from "./progress-line.ts";

/** What to read, and who takes it. */
export interface SourceRequest {
  /** For messages: `keys dump`. */
  readonly commandName: string;
  readonly addresses: readonly Address[];
  readonly tls: ClientTls | undefined;
  readonly timeoutMs: number;
  readonly filter: KeyFilter;
  readonly onlyClass: number | undefined;
  /** Values a second of each server, at most. */
  readonly rate: number | undefined;
  readonly isKnown: (server: number, key: Uint8Array) => boolean;
  readonly take: (server: number, item: StoredItem) => void;
  readonly ready: () => Promise<void> | undefined;
}

/** One server's part. */
export interface SourceResult {
  readonly address: string;
  readonly counts: SourceCounts;
  /** Whether every key was seen. */
  readonly isComplete: boolean;
  readonly error: MemtoolError | undefined;
}

/** How it went. */
export interface SourceRun {
  readonly results: readonly SourceResult[];
  readonly wasInterrupted: boolean;
}

/** Reads everything, or until Ctrl-C. Throws only what is a bug. */
export async function runSources(request: SourceRequest, context: Context): Promise<SourceRun> {
  const progress = new ProgressLine(context, true);
  let takenBytes = 0;
  const sources = request.addresses.map((address, server) => {
    const say = (notice: string): void => {
      progress.clear();
      context.stderr.write(`memtool ${request.commandName}: ${notice}\n`);
    };
    return createSource(request, context, server, address, say, (bytes) => {
      takenBytes += bytes;
      progress.update((seconds) => progressText(sources, takenBytes, seconds));
    });
  });
  let wasInterrupted = false;
  const release = context.onInterrupt(() => {
    wasInterrupted = true;
    for (const source of sources) {
      source.stop();
    }
  });
  try {
    const results = await Promise.all(sources.map((source, index) => runOne(source, request.addresses[index])));
    return { results, wasInterrupted };
  } finally {
    progress.clear();
    release();
  }
}

function createSource(
  request: SourceRequest,
  context: Context,
  server: number,
  address: Address,
  onNotice: (notice: string) => void,
  onTaken: (bytes: number) => void,
): ItemSource {
  return new ItemSource(address, {
    tls: request.tls,
    connectTimeoutMs: request.timeoutMs,
    silenceTimeoutMs: request.timeoutMs,
    clock: context.clock,
    onlyClass: request.onlyClass,
    onNotice,
    filter: request.filter,
    isKnown: (key) => request.isKnown(server, key),
    rate: request.rate,
    take: (item) => {
      request.take(server, item);
      onTaken(item.value.length);
    },
    ready: request.ready,
  });
}

async function runOne(source: ItemSource, address: Address | undefined): Promise<SourceResult> {
  let failure: MemtoolError | undefined;
  try {
    await source.run();
  } catch (error) {
    if (!(error instanceof MemtoolError) || error.code === "BUG") {
      throw error;
    }
    failure = error;
  }
  return {
    address: address === undefined ? source.scan.name : formatAddress(address),
    counts: source.counts,
    isComplete: source.isComplete && failure === undefined,
    error: failure,
  };
}

function progressText(sources: readonly ItemSource[], takenBytes: number, seconds: number): string {
  const seen = sources.reduce((sum, { scan }) => sum + scan.seenCount, 0);
  const expected = sources.reduce((sum, { scan }) => sum + (scan.expectedCount ?? 0), 0);
  const taken = sources.reduce((sum, { counts }) => sum + counts.taken, 0);
  const part = expected === 0 ? "" : ` (${Math.min(100, Math.floor((seen / expected) * 100))} %)`;
  return `${formatCount(seen)} of ${formatCount(expected)} keys${part}, ${formatCount(taken)} items, ${formatBytes(takenBytes)}, ${formatRate(taken / Math.max(seconds, 1e-3))}`;
}

/** The sum of all servers. */
export function totalCounts(results: readonly SourceResult[]): SourceCounts {
  const total: SourceCounts = { chosen: 0, taken: 0, known: 0, gone: 0, expired: 0, unreadable: 0, hidden: 0 };
  for (const { counts } of results) {
    for (const name of Object.keys(total) as (keyof SourceCounts)[]) {
      total[name] += counts[name];
    }
  }
  return total;
}
