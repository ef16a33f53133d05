/** Walks the keys of a pool, finds those that are on the wrong node, and hands them to whoever does something with them. */
import type { MisplacedKey } from "../../cluster/inspection/misplaced-mover.ts";
import { PlacementCensus } from "../../cluster/inspection/placement-census.ts";
import type { KeyEntry } from "../../keys/key-entry.ts";
import type { KeyFilter } from "../../keys/key-filter.ts";
import type { KeyScan } from "../../keys/key-scan.ts";
import type { Context } from "../context.ts";
import { runScans, type ScanRun } from "../keys/scan-run.ts";
import type { MisplacedWork } from "./misplaced-work.ts";
import type { NodePool } from "./node-poll.ts";
import type { PoolRule } from "./pool-rule.ts";

/** Walks at most: the second finds what the first has missed, and the last nothing. */
const PASSES_MAX = 4;

/** What to look for and who gets it. */
export interface MisplacedRequest {
  readonly commandName: string;
  readonly pool: NodePool;
  readonly rule: PoolRule;
  readonly filter: KeyFilter;
  readonly onlyClass: number | undefined;
  readonly fromClasses: readonly number[];
  readonly wantsProgress: boolean;
  readonly work: MisplacedWork;
  /** Gets the misplaced keys of the first walk. @returns false: it has enough */
  found(scan: KeyScan, node: number, keys: readonly MisplacedKey[], signal: AbortSignal): Promise<boolean>;
}

/** What came of it. */
export interface MisplacedWalk {
  readonly census: PlacementCensus;
  /** The first walk, which says how far it came. */
  readonly first: ScanRun;
  readonly last: ScanRun;
}

/** Walks; again where keys were cleared, because a crawl leaves out keys that are in use, until a walk has cleared none. */
export async function walkMisplaced(request: MisplacedRequest, context: Context): Promise<MisplacedWalk> {
  const { work, pool } = request;
  const census = new PlacementCensus(pool.addresses.length);
  const first = await walkOnce(request, request.fromClasses, census, context);
  let last = first;
  for (let before = 0, pass = 2; pass <= PASSES_MAX && work.clearedCount > before; pass++) {
    if (last.failures.length > 0 || last.wasInterrupted) {
      break;
    }
    before = work.clearedCount;
    work.startPass();
    last = await walkOnce(request, [], undefined, context);
  }
  return { census, first, last };
}

/** @param census counts the keys of the first walk; undefined in later ones, which meet the same keys */
async function walkOnce(
  request: MisplacedRequest,
  fromClasses: readonly number[],
  census: PlacementCensus | undefined,
  context: Context,
): Promise<ScanRun> {
  const { pool, rule, work } = request;
  const { place } = rule.placement;
  const misplacedOf = (node: number, entries: readonly KeyEntry[]): MisplacedKey[] => {
    const misplaced: MisplacedKey[] = [];
    for (const entry of entries) {
      const owner = place(entry.key, 0, entry.key.length);
      census?.add(node, owner, entry.sizeBytes);
      if (owner !== node) {
        misplaced.push({ entry, owner });
      }
    }
    return misplaced;
  };
  return await runScans(
    {
      commandName: request.commandName,
      addresses: pool.addresses,
      tls: pool.tls,
      timeoutMs: pool.timeoutMs,
      filter: request.filter,
      onlyClass: request.onlyClass,
      isExact: false,
      fromClasses,
      wantsProgress: request.wantsProgress,
      consume: async (scan, chosen, signal, node) => {
        const misplaced = misplacedOf(node, chosen);
        if (misplaced.length === 0) {
          return true;
        }
        const wantsMore = census === undefined || (await request.found(scan, node, misplaced, signal));
        await work.take(node, misplaced, signal);
        return wantsMore;
      },
    },
    context,
  );
}
