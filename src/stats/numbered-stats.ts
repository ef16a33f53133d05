/**
 * Groups stats that carry a number in their name, one group a number: `stats items` (`items:5:age`), `stats slabs`
 * (`5:chunk_size`, then plain `active_slabs`) and `stats conns` (`27:addr`).
 */

/** What was said about one number: a slab class or a descriptor. */
export interface NumberedGroup {
  readonly id: number;
  readonly values: ReadonlyMap<string, string>;
}

/** All groups by ascending number, and the stats that had none. */
export interface NumberedStats {
  readonly groups: readonly NumberedGroup[];
  readonly others: ReadonlyMap<string, string>;
}

const NUMBERED = /^(?:items:)?([0-9]{1,9}):(.+)$/s;

/** Groups `entries` (name, value) by the number in their names. */
export function groupNumbered(entries: Iterable<readonly [string, string]>): NumberedStats {
  const groups = new Map<number, Map<string, string>>();
  const others = new Map<string, string>();
  for (const [name, value] of entries) {
    const match = NUMBERED.exec(name);
    if (match === null) {
      others.set(name, value);
      continue;
    }
    const id = Number(match[1]);
    const values = groups.get(id) ?? new Map<string, string>();
    groups.set(id, values);
    values.set(match[2] ?? "", value);
  }
  const sorted = [...groups].sort(([left], [right]) => left - right).map(([id, values]) => ({ id, values }));
  return { groups: sorted, others };
}
