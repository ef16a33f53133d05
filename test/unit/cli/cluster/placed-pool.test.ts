/** cli/cluster/placed-pool.ts: whose rule it is. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { clientNotes, placePool } from "../../../../src/cli/cluster/placed-pool.ts";
import { CLIENT_NAMES, formatClient } from "../../../../src/cluster/ring/clients.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { createTestContext } from "../../../support/test-context.ts";

const OPTIONS = {
  client: undefined,
  tls: false,
  "tls-ca": undefined,
  "tls-cert": undefined,
  "tls-key": undefined,
  "tls-server-name": undefined,
  "tls-skip-verify": false,
  user: undefined,
  "password-file": undefined,
};

const { context } = createTestContext({ env: {} });

test("servers keep weights and names; without a client there is no answer", async () => {
  const pool = await placePool(["one=a:1*3", "b"], { ...OPTIONS, client: "dalli" }, context);
  assert.equal(formatClient(pool.rule), "dalli");
  assert.deepEqual(pool.names, ["a:1", "b:11211"]);
  assert.deepEqual(pool.servers, [
    { host: "a", port: 1, weight: 3, name: "one" },
    { host: "b", port: 11211, weight: 1 },
  ]);
  assert.deepEqual(pool.placement.layout().parts, [240, 80]);
  await assert.rejects(placePool(["a"], OPTIONS, context), { code: "USAGE", hint: /--client/ });
  await assert.rejects(placePool(["a"], { ...OPTIONS, client: "none" }, context), { code: "USAGE" });
});

test("the configuration of a pool tells its rule, names and weights; --client wins", async () => {
  const path = join(temporaryFolder("placed-pool-"), "nutcracker.yml");
  writeFileSync(
    path,
    "alpha:\n  listen: 127.0.0.1:1\n  hash: md5\n  hash_tag: '{}'\n  servers:\n   - 10.0.0.1:11211:2 one\n   - 10.0.0.2:11211:1 two\n",
  );
  const pool = await placePool([], { ...OPTIONS, pool: path }, context);
  assert.equal(formatClient(pool.rule), "twemproxy:md5,hash_tag={}");
  assert.deepEqual(
    pool.servers.map(({ name, weight }) => [name, weight]),
    [
      ["one", 2],
      ["two", 1],
    ],
  );
  const other = await placePool([], { ...OPTIONS, pool: path, client: "memjs" }, context);
  assert.equal(formatClient(other.rule), "memjs");
});

test("the notes of the help name every client", () => {
  const notes = clientNotes().join("\n");
  assert.ok(CLIENT_NAMES.every((name) => notes.includes(`${name}: `)));
});
