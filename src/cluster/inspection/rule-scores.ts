/**
 * Which rule filled a pool: each candidate is asked where it would put keys that are known to be somewhere, in every order and spelling of
 * the servers that a client may have been given. Rules that agree on all the keys cannot be told apart by them, and stay together.
 */
import { MemtoolError } from "../../base/errors.ts";
import { type ClientRule, createPlacement, formatClient } from "../ring/clients.ts";
import type { Placement, PlacementServer } from "../ring/placement.ts";
import type { LocatedKey } from "./located-key.ts";

/** The servers as a client may have been given them. */
export interface ServerArrangement {
  /** How it differs from what was typed: `sorted`, `by IP`; empty for as typed. */
  readonly label: string;
  readonly servers: readonly PlacementServer[];
  /** For each of the servers, the index of its node. */
  readonly nodes: readonly number[];
}

/** A rule, and the arrangements in which it places as its group does. */
export interface ScoredRule {
  /** As `--client` takes it. */
  readonly client: string;
  /** Labels of the arrangements; all of them where the arrangement does not matter. */
  readonly arrangements: readonly string[];
}

/** Rules that place all keys alike. */
export interface RuleGroup {
  readonly rules: readonly ScoredRule[];
  /** Keys that are where these rules put them. */
  readonly matched: number;
}

/** The groups, the best first. @param keys at least one */
export function scoreRules(
  keys: readonly LocatedKey[],
  candidates: readonly ClientRule[],
  arrangements: readonly ServerArrangement[],
): RuleGroup[] {
  const groups = new Map<string, { matched: number; rules: Map<string, string[]> }>();
  for (const rule of candidates) {
    const client = formatClient(rule);
    for (const arrangement of arrangements) {
      const owners = ownersOf(keys, rule, arrangement);
      if (owners === undefined) {
        continue;
      }
      const fingerprint = Buffer.from(owners.buffer).toString("latin1");
      const group = groups.get(fingerprint) ?? { matched: matchesOf(keys, owners), rules: new Map<string, string[]>() };
      groups.set(fingerprint, group);
      group.rules.set(client, [...(group.rules.get(client) ?? []), arrangement.label]);
    }
  }
  return [...groups.values()]
    .map(({ matched, rules }) => ({
      matched,
      rules: [...rules].map(([client, labels]) => ({ client, arrangements: labels })),
    }))
    .sort((one, other) => other.matched - one.matched);
}

/** The node of each key; undefined for a rule that cannot do with these servers (weights, for instance). */
function ownersOf(
  keys: readonly LocatedKey[],
  rule: ClientRule,
  { servers, nodes }: ServerArrangement,
): Uint32Array | undefined {
  const place = placementOrNone(rule, servers);
  return place === undefined
    ? undefined
    : Uint32Array.from(keys, ({ key }) => nodes[place(key, 0, key.length)] as number);
}

function placementOrNone(rule: ClientRule, servers: readonly PlacementServer[]): Placement | undefined {
  try {
    return createPlacement(rule, servers);
  } catch (error) {
    if (error instanceof MemtoolError && error.code === "USAGE") {
      return undefined;
    }
    throw error;
  }
}

function matchesOf(keys: readonly LocatedKey[], owners: Uint32Array): number {
  return keys.reduce((count, { node }, index) => count + (owners[index] === node ? 1 : 0), 0);
}
