/** cluster/inspection/rule-scores.ts: on what real clients left behind (test/fixtures/placement), the rule of that client is found. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LocatedKey } from "../../../../src/cluster/inspection/located-key.ts";
import { ruleCandidates } from "../../../../src/cluster/inspection/rule-candidates.ts";
import { ruleEvidence } from "../../../../src/cluster/inspection/rule-evidence.ts";
import { type RuleGroup, scoreRules } from "../../../../src/cluster/inspection/rule-scores.ts";
import { verdictOf } from "../../../../src/cluster/inspection/rule-verdict.ts";
import { serverArrangements } from "../../../../src/cluster/inspection/server-arrangements.ts";
import { CLIENT_NAMES, parseClient } from "../../../../src/cluster/ring/clients.ts";
import type { PlacementServer } from "../../../../src/cluster/ring/placement.ts";
import { weightShares } from "../../../../src/cluster/ring/spread.ts";
import { readVectors, VECTOR_FILES } from "../../../support/placement-vectors.ts";

/** Files whose client knew of its servers what addresses do not tell: weights below 1, names of its own. */
const KNOWING_MORE = new Set(["mcrouter-weightedch3-1-0.5-0.25-1-0.75", "spymemcached-ketama-libmemcached"]);

/** Files that hold keys without the prefix that was hashed or not; the rule is found with it. */
const PREFIXES: Readonly<Record<string, string>> = { "pymemcache-prefix": "app:" };

function clientOfFile(file: string): string {
  const name = file.replace(/^mcproxy/, "memcached-proxy");
  const clients = CLIENT_NAMES.filter((client) => name.startsWith(client));
  return clients.sort((one, other) => other.length - one.length)[0] ?? assert.fail(file);
}

function keysOf(file: string): { readonly keys: LocatedKey[]; readonly names: string[] } {
  const { servers, owners } = readVectors(file);
  const names = servers.map(({ host, port }) => `${host}:${port}`);
  const keys = [...owners].map(([key, name]) => {
    return { key: Buffer.from(`${PREFIXES[file] ?? ""}${key}`), node: names.indexOf(name), bytes: 1 };
  });
  return { keys, names };
}

function verdictOn(keys: readonly LocatedKey[], groups: readonly RuleGroup[], servers: readonly PlacementServer[]) {
  const evidence = ruleEvidence(keys, groups, serverArrangements(servers, []), weightShares(servers), 0.9);
  return verdictOf(groups, keys.length, evidence);
}

for (const file of VECTOR_FILES.filter((name) => !KNOWING_MORE.has(name))) {
  test(`${file}: its client is found`, () => {
    const { servers } = readVectors(file);
    const { keys } = keysOf(file);
    const candidates = ruleCandidates(
      keys.some(({ key }) => key.includes("{".charCodeAt(0))),
      PREFIXES[file],
    );
    const groups = scoreRules(keys, candidates, serverArrangements(servers, []));
    const [best] = groups;
    assert.equal(best?.matched, keys.length);
    const clients = best?.rules.map(({ client }) => client.split(":")[0]);
    assert.ok(clients?.includes(clientOfFile(file)), String(clients));
    assert.equal(verdictOn(keys, groups, servers), "found");
  });
}

test("a modulo rule is found in another order of the servers, and told by it; a ring does not care", () => {
  const { servers } = readVectors("gomemcache-default");
  const { keys } = keysOf("gomemcache-default");
  const reversed = [...servers].reverse();
  const mirrored = keys.map((key) => ({ ...key, node: servers.length - 1 - key.node }));
  const [best] = scoreRules(mirrored, [parseClient("gomemcache")], serverArrangements(reversed, []));
  assert.deepEqual([best?.matched, best?.rules], [keys.length, [{ client: "gomemcache", arrangements: ["sorted"] }]]);
  const ring = scoreRules(mirrored, [parseClient("npm-memcached")], serverArrangements(reversed, []));
  assert.equal(ring.length, 1);
  assert.deepEqual(ring[0]?.rules[0]?.arrangements, ["", "sorted"]);
});

test("rules that cannot do with the servers are left out; keys by lot are explained by none", () => {
  const servers = [1, 2, 3].map((port) => ({ host: "a", port, weight: 2.5 }));
  const keys = Array.from({ length: 300 }, (_, index) => ({
    key: Buffer.from(`k${index}`),
    node: (index * 7) % 3,
    bytes: 1,
  }));
  const groups = scoreRules(keys, ruleCandidates(false, undefined), serverArrangements(servers, []));
  assert.ok(groups.length > 3);
  assert.equal(verdictOn(keys, groups, servers), "none");
});
