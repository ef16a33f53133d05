/** cluster/engines/engine-rules.ts: which engine can do what a client does, and that what is written says the same when it is read back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePoolFile } from "../../../../src/cluster/discovery/pool-file.ts";
import { AGREEMENT_KEYS, ENGINES, type Engine, findEngineRule } from "../../../../src/cluster/engines/engine-rules.ts";
import { twemproxyYaml } from "../../../../src/cluster/engines/twemproxy-yaml.ts";
import { createPlacement, formatClient, parseClient } from "../../../../src/cluster/ring/clients.ts";

/** The port 11211 is where rings differ most. */
const SERVERS = [11211, 11212, 11213].map((port) => ({ host: "127.0.0.1", port }));

const ruleOf = (engine: Engine, client: string, servers = SERVERS) =>
  findEngineRule(engine, parseClient(client), servers);

test("who can do what", () => {
  const expected: readonly (readonly [client: string, engines: Partial<Record<Engine, string>>])[] = [
    ["pylibmc", { twemproxy: "twemproxy:one_at_a_time,modula" }],
    ["pylibmc:ketama", {}],
    ["npm-memcached", { twemproxy: "twemproxy:md5", "memcached-proxy": "memcached-proxy:ring,twemproxy,md5" }],
    ["spymemcached:ketama", { twemproxy: "twemproxy:md5", "memcached-proxy": "memcached-proxy:ring,ketama,md5" }],
    ["gomemcache", { twemproxy: "twemproxy:crc32a,modula" }],
    ["mcrouter", { mcrouter: "mcrouter" }],
    ["memcached-proxy", { "memcached-proxy": "memcached-proxy" }],
    ["twemproxy:hash_tag={}", { twemproxy: "twemproxy:hash_tag={}" }],
    ["twemproxy:hash=crc", { twemproxy: "twemproxy:crc32" }],
    ["dalli", {}],
  ];
  for (const [client, engines] of expected) {
    const found = ENGINES.flatMap((engine) => {
      const rule = ruleOf(engine, client)?.rule;
      return rule === undefined ? [] : [[engine, formatClient(rule)]];
    });
    assert.deepEqual(Object.fromEntries(found), engines, client);
  }
});

test("mcrouter's crc32 has 31 bits: with a power of two of servers that is no difference", () => {
  assert.equal(ruleOf("mcrouter", "gomemcache"), undefined);
  const two = SERVERS.slice(0, 2);
  assert.equal(formatClient(ruleOf("mcrouter", "gomemcache", two)?.rule ?? assert.fail()), "mcrouter:crc32");
});

test("a rule that differs for one key in ten thousand is taken, and that is told", () => {
  const agreed = ruleOf("twemproxy", "python-memcached")?.agreed ?? 0;
  assert.ok(agreed < AGREEMENT_KEYS && agreed >= AGREEMENT_KEYS - 5, String(agreed));
});

test("weights that a client does not look at are not written; those it does are", () => {
  const weighted = SERVERS.map((server, index) => ({ ...server, weight: index + 1 }));
  assert.deepEqual(
    ruleOf("twemproxy", "pylibmc", weighted)?.servers.map(({ weight }) => weight),
    [1, 1, 1],
  );
  const ring = ruleOf("twemproxy", "pylibmc:ketama_weighted", weighted);
  assert.deepEqual(
    ring?.servers.map(({ weight }) => weight),
    [1, 2, 3],
  );
});

test("what is written for twemproxy is what its reader reads, and places as the client", async () => {
  for (const client of ["npm-memcached", "spymemcached:ketama", "pylibmc", "twemproxy:md5,hash_tag={}"]) {
    const found = ruleOf("twemproxy", client) ?? assert.fail(client);
    const yaml = twemproxyYaml(found, { pool: "alpha", listen: "127.0.0.1:1" }, ["a comment"]);
    const { nodes, placement } = await parsePoolFile(yaml, { path: "x.yml", poolName: undefined });
    const read = createPlacement(
      parseClient(placement ?? ""),
      nodes.map(({ name, ...node }) => ({
        host: node.host,
        port: node.port,
        weight: node.weight,
        ...(name === undefined ? {} : { name }),
      })),
    );
    const own = createPlacement(parseClient(client), SERVERS);
    for (let index = 0; index < 500; index++) {
      const key = Buffer.from(`{user${index % 7}}:${index}`);
      assert.equal(read(key, 0, key.length), own(key, 0, key.length), client);
    }
  }
});
