/** Sums up all keys of a scan, of one or several servers, in memory that does not grow with them. */
import { Histogram } from "../stats/histogram.ts";
import { BiggestKeys, type BigKey } from "./biggest-keys.ts";
import type { KeyEntry } from "./key-entry.ts";
import { KeyGroup } from "./key-group.ts";
import { type PrefixGroup, PrefixTable, type PrefixTableOptions } from "./prefix-table.ts";

/** What to sum up. */
export interface KeyStatisticsOptions extends PrefixTableOptions {
  /** How many of the largest items are remembered. */
  readonly biggestMax: number;
}

/** By which measure prefixes are ranked. */
export type PrefixOrder = "bytes" | "keys";

/** The prefixes of most weight, and the rest. */
export interface RankedPrefixes {
  readonly top: readonly PrefixGroup[];
  /** Everything that is not in `top`. */
  readonly others: KeyGroup;
  /** Prefixes that are counted one by one, those in `others` too. */
  readonly prefixCount: number;
  /** Whether prefixes were folded, so that there are more than `prefixCount`. */
  readonly isFolded: boolean;
}

/** See the head of the file. */
export class KeyStatistics {
  readonly total = new KeyGroup();
  readonly #sizes = Histogram.create();
  readonly #prefixes: PrefixTable;
  readonly #biggest: BiggestKeys;

  constructor(options: KeyStatisticsOptions) {
    this.#prefixes = new PrefixTable(options);
    this.#biggest = new BiggestKeys(options.biggestMax);
  }

  /** Counts a key. @param server its address; nowS its Unix time */
  add(entry: KeyEntry, server: string, nowS: number): void {
    this.total.add(entry, nowS);
    this.#prefixes.add(entry, nowS);
    this.#biggest.add(entry, server);
    this.#sizes.record(entry.sizeBytes, 1);
  }

  /** Sizes at these percentiles (0 to 100), in bytes, exact to a thousandth; undefined without keys. */
  sizePercentiles(percentiles: readonly number[]): (number | undefined)[] {
    return this.#sizes.percentilesNs(percentiles);
  }

  /** The largest items, the largest first. */
  get biggest(): readonly BigKey[] {
    return this.#biggest.list;
  }

  /** Ranks the prefixes. @param topMax how many are wanted one by one */
  rankPrefixes(order: PrefixOrder, topMax: number): RankedPrefixes {
    const { groups, others, isFolded } = this.#prefixes;
    const weight = ({ group }: PrefixGroup): number => (order === "bytes" ? group.bytes : group.itemCount);
    const sorted = groups.toSorted((a, b) => weight(b) - weight(a) || (a.prefix < b.prefix ? -1 : 1));
    const rest = new KeyGroup();
    rest.merge(others);
    for (const { group } of sorted.slice(topMax)) {
      rest.merge(group);
    }
    return { top: sorted.slice(0, topMax), others: rest, prefixCount: sorted.length, isFolded };
  }
}
