/**
 * Keys by prefix, in bounded memory however many prefixes there are. When there are twice as many as may be kept, those with the fewest
 * bytes are folded into one group, "others". A prefix that comes again after that starts anew: what it then lacks is no more
 * than what was folded of any one prefix so far, which each group knows as its bound. (Lossy counting of Manku and Motwani, with bytes.)
 */
import type { KeyEntry } from "./key-entry.ts";
import { KeyGroup } from "./key-group.ts";

/** A prefix and its keys. */
export interface PrefixGroup {
  /** Bytes as latin1, the delimiter at its end included; empty for keys without a delimiter. */
  readonly prefix: string;
  readonly group: KeyGroup;
  /** What its bytes and items may lack because it was folded before; 0 is exact. */
  readonly missingBytesMax: number;
  readonly missingItemsMax: number;
}

/** How prefixes are cut, and how many are kept. */
export interface PrefixTableOptions {
  readonly delimiter: string;
  /** How many parts a prefix has at most; 1 is `user:` of `user:1:name`. */
  readonly depth: number;
  readonly prefixesMax: number;
}

/** See the head of the file. */
export class PrefixTable {
  /** Keys of folded prefixes. */
  readonly others = new KeyGroup();
  readonly #delimiter: Buffer;
  readonly #depth: number;
  readonly #prefixesMax: number;
  #groups = new Map<string, PrefixGroup>();
  #foldedBytesMax = 0;
  #foldedItemsMax = 0;

  constructor({ delimiter, depth, prefixesMax }: PrefixTableOptions) {
    this.#delimiter = Buffer.from(delimiter);
    this.#depth = depth;
    this.#prefixesMax = prefixesMax;
  }

  /** Counts a key. @param nowS the server's Unix time */
  add(entry: KeyEntry, nowS: number): void {
    const prefix = prefixOf(entry.key, this.#delimiter, this.#depth);
    let found = this.#groups.get(prefix);
    if (found === undefined) {
      if (this.#groups.size >= this.#prefixesMax * 2) {
        this.#fold();
      }
      found = {
        prefix,
        group: new KeyGroup(),
        missingBytesMax: this.#foldedBytesMax,
        missingItemsMax: this.#foldedItemsMax,
      };
      this.#groups.set(prefix, found);
    }
    found.group.add(entry, nowS);
  }

  /** The prefixes that are kept, in no order. */
  get groups(): readonly PrefixGroup[] {
    return [...this.#groups.values()];
  }

  /** Whether some were folded: then there are more prefixes than anybody knows. */
  get isFolded(): boolean {
    return this.#foldedItemsMax > 0;
  }

  #fold(): void {
    const sorted = this.groups.toSorted(
      (a, b) => b.group.bytes + b.missingBytesMax - a.group.bytes - a.missingBytesMax,
    );
    const folded = sorted.slice(this.#prefixesMax);
    for (const { group, missingBytesMax, missingItemsMax } of folded) {
      this.#foldedBytesMax = Math.max(this.#foldedBytesMax, group.bytes + missingBytesMax);
      this.#foldedItemsMax = Math.max(this.#foldedItemsMax, group.itemCount + missingItemsMax);
      this.others.merge(group);
    }
    this.#groups = new Map(sorted.slice(0, this.#prefixesMax).map((kept) => [kept.prefix, kept]));
  }
}

/** The prefix of a key: up to and with its `depth`th delimiter, or the last one if there are fewer; empty if there is none. */
function prefixOf(key: Buffer, delimiter: Buffer, depth: number): string {
  let end = 0;
  for (let count = 0; count < depth; count++) {
    const at = key.indexOf(delimiter, end);
    if (at === -1) {
      break;
    }
    end = at + delimiter.length;
  }
  return key.toString("latin1", 0, end);
}
