/** What a directory of nodes tells of itself: `stats directory`. */
import type { Member } from "../../directory/node-table.ts";
import type { StatLine } from "../../engine/server-view.ts";

/** Numbers of a directory. */
export interface DirectoryCounts {
  readonly version: number;
  readonly nodes: number;
  /** Since the start. */
  readonly joins: number;
  readonly leaves: number;
  readonly expired: number;
  readonly refused: number;
}

/** What the lines are made of. */
export interface DirectoryReading {
  readonly counts: DirectoryCounts;
  /** The list is kept on disk. */
  readonly isKept: boolean;
  /** It should be, and can't. */
  readonly isFailing: boolean;
  /** In the order of the list. */
  readonly members: readonly Member[];
  readonly nowMs: number;
}

/**
 * The lines: totals, then each node under its number in the list. A lease of 0 ms is none: the directory itself, or a node that another
 * directory looks after.
 */
export function directoryStatLines({ counts, isKept, isFailing, members, nowMs }: DirectoryReading): StatLine[] {
  return [
    ["directory_version", counts.version],
    ["directory_nodes", counts.nodes],
    ["directory_joins", counts.joins],
    ["directory_leaves", counts.leaves],
    ["directory_expired", counts.expired],
    ["directory_refused", counts.refused],
    ["directory_kept_on_disk", isKept ? 1 : 0],
    ["directory_write_failing", isFailing ? 1 : 0],
    ...members.flatMap((member, index) => memberLines(index + 1, member, nowMs)),
  ];
}

function memberLines(number: number, { node, leaseMs, deadlineMs }: Member, nowMs: number): StatLine[] {
  const leftMs = leaseMs === undefined ? 0 : Math.max(0, Math.round(deadlineMs - nowMs));
  const facts: readonly StatLine[] = [
    ["name", node.name],
    ["host", node.host],
    ["ip", node.ip],
    ["port", node.port],
    ["weight", node.weight],
    ["version", node.version],
    ["lease_ms", leaseMs ?? 0],
    ["lease_left_ms", leftMs],
  ];
  return facts.map(([name, value]): StatLine => [`${number}:${name}`, value]);
}
