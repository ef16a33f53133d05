/** The placement rules by name, as `--placement` has them: `ketama`, `ketama-weighted`, `modula:md5`, `twemproxy`. */
import { assert } from "../../base/assert.ts";
import { MemtoolError } from "../../base/errors.ts";
import type { KeyHash } from "../../base/hashkit.ts";
import { isKeyHashName, KEY_HASH_NAMES, KEY_HASHES, type KeyHashName } from "./key-hashes.ts";
import { libmemcachedKetama, libmemcachedKetamaWeighted, libmemcachedModula } from "./libmemcached.ts";
import type { Placement, PlacementServer } from "./placement.ts";
import { twemproxyKetama } from "./twemproxy.ts";

/** What a rule is made of: the hash it uses unless another is asked for, and whether one may. */
interface RuleSpec {
  readonly hash: KeyHashName;
  readonly takesHash: boolean;
  readonly make: (servers: readonly PlacementServer[], hash: KeyHash) => Placement;
}

const RULES = {
  ketama: { hash: "one_at_a_time", takesHash: true, make: libmemcachedKetama },
  "ketama-weighted": { hash: "md5", takesHash: false, make: libmemcachedKetamaWeighted },
  modula: { hash: "one_at_a_time", takesHash: true, make: libmemcachedModula },
  twemproxy: { hash: "fnv1a_64", takesHash: true, make: twemproxyKetama },
} as const satisfies Record<string, RuleSpec>;

/** A rule and the hash of its keys. Plain data: it can be posted to a thread. */
export interface PlacementRule {
  readonly name: keyof typeof RULES;
  readonly hash: KeyHashName;
}

/** The rule where none is asked for. */
export const DEFAULT_PLACEMENT = "ketama";

/** How rules are written, for messages and help. */
export const PLACEMENT_FORMS = Object.entries(RULES)
  .map(([name, { takesHash }]) => (takesHash ? `${name}[:HASH]` : name))
  .join(", ");

/**
 * Reads `NAME` or `NAME:HASH`.
 * @throws MemtoolError USAGE, with the names there are
 */
export function parsePlacement(text: string): PlacementRule {
  const [name = "", hash, ...more] = text.trim().split(":");
  if (!isRuleName(name) || more.length > 0) {
    throw refuse(text, `write one of ${PLACEMENT_FORMS}`);
  }
  const spec: RuleSpec = RULES[name];
  if (hash === undefined) {
    return { name, hash: spec.hash };
  }
  if (!spec.takesHash) {
    throw refuse(text, `${name} takes no hash: write ${name}`);
  }
  if (!isKeyHashName(hash)) {
    throw refuse(text, `the hashes of ${name} are ${KEY_HASH_NAMES.join(", ")}`);
  }
  return { name, hash };
}

/** Writes a rule so that {@link parsePlacement} reads it back, without the hash that goes without saying. */
export function formatPlacement({ name, hash }: PlacementRule): string {
  return hash === RULES[name].hash ? name : `${name}:${hash}`;
}

/**
 * Makes the placement of a rule for servers in the client's order.
 * @throws MemtoolError USAGE when the rule cannot do with their weights
 */
export function createPlacement(rule: PlacementRule, servers: readonly PlacementServer[]): Placement {
  assert(servers.length > 0, "keys are placed on one server at least");
  return RULES[rule.name].make(servers, KEY_HASHES[rule.hash]);
}

function isRuleName(text: string): text is PlacementRule["name"] {
  return Object.hasOwn(RULES, text);
}

function refuse(text: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the placement ${JSON.stringify(text)}`, { hint });
}
