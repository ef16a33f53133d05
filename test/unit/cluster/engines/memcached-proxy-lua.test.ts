import assert from "node:assert/strict";
import { test } from "node:test";
import { memcachedProxyLua } from "../../../../src/cluster/engines/memcached-proxy-lua.ts";
import { parseClient } from "../../../../src/cluster/ring/clients.ts";

const luaOf = (client: string, name?: string) =>
  memcachedProxyLua(
    {
      rule: parseClient(client),
      servers: [{ host: "10.0.0.1", port: 11211, ...(name === undefined ? {} : { name }) }],
      agreed: 1,
    },
    ["made"],
  );

test("the pool's options as the proxy calls them", () => {
  const options = (client: string) => /mcp\.pool\(servers, \{ (.*) \}\)/.exec(luaOf(client))?.[1];
  assert.equal(options("memcached-proxy"), "dist = mcp.dist_jump_hash");
  assert.equal(
    options("memcached-proxy:ring,twemproxy,md5,obuckets=80"),
    'dist = mcp.dist_ring_hash, omode = "twemproxy", obuckets = 80, hash = mcp.dist_ring_hash.hash',
  );
  assert.equal(options("memcached-proxy:tags={}"), 'dist = mcp.dist_jump_hash, filter = "tags", filter_conf = "{}"');
  assert.equal(
    options("memcached-proxy:seed=s,stop=|"),
    'dist = mcp.dist_jump_hash, seed = "s", filter = "stop", filter_conf = "|"',
  );
});

test("names are labels, and no code", () => {
  assert.match(luaOf("memcached-proxy"), /mcp\.backend\("node0", "10\.0\.0\.1", 11211\),/);
  assert.match(luaOf("memcached-proxy", 'a"b\\'), /mcp\.backend\("a\\034b\\092", /);
});
