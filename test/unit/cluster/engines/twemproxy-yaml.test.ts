import assert from "node:assert/strict";
import { test } from "node:test";
import { twemproxyYaml } from "../../../../src/cluster/engines/twemproxy-yaml.ts";
import { parseClient } from "../../../../src/cluster/ring/clients.ts";

test("names, weights, sockets, a hash tag; the engine's own defaults are written out", () => {
  const servers = [
    { host: "10.0.0.1", port: 11211, weight: 2, name: "alpha" },
    { host: "/run/m.sock", port: 0 },
  ];
  const rule = { rule: parseClient("twemproxy:hash_tag={}"), servers, agreed: 1 };
  assert.deepEqual(twemproxyYaml(rule, { pool: "p", listen: "127.0.0.1:1" }, ["made"]).split("\n"), [
    "# made",
    "p:",
    "  listen: 127.0.0.1:1",
    "  hash: fnv1a_64",
    "  distribution: ketama",
    '  hash_tag: "{}"',
    "  auto_eject_hosts: false",
    "  timeout: 400",
    "  servers:",
    "   - 10.0.0.1:11211:2 alpha",
    "   - /run/m.sock:1",
    "",
  ]);
});
