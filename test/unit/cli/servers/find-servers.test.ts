/** The servers of a command, by its words, --pool, and the environment. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { formatAddress } from "../../../../src/base/address.ts";
import { findAddresses, findServers, wordsToDiscover } from "../../../../src/cli/servers/find-servers.ts";
import type { ServerOptions } from "../../../../src/cli/servers/found-servers.ts";
import { startClusterEndpoint } from "../../../support/cluster-endpoint.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { createTestContext } from "../../../support/test-context.ts";

const OPTIONS: ServerOptions = {
  tls: false,
  "tls-ca": undefined,
  "tls-cert": undefined,
  "tls-key": undefined,
  "tls-server-name": undefined,
  "tls-skip-verify": false,
  user: undefined,
  "password-file": undefined,
};

const FOLDER = temporaryFolder("find-servers-");

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

async function namesOf(
  words: readonly string[],
  options: Partial<ServerOptions> = {},
  env: Record<string, string> = {},
) {
  const { addresses } = await findServers(words, { ...OPTIONS, ...options }, createTestContext({ env }).context);
  return addresses.map(formatAddress);
}

describe("findServers", () => {
  it("takes addresses as they are, and follows none of them", async () => {
    const { followed } = await findServers(["a:1"], OPTIONS, createTestContext().context);
    assert.equal(followed, undefined);
    assert.deepEqual(await namesOf(["a:1,b", "a:1"]), ["a:1", "b:11211", "a:1"]);
    assert.deepEqual(await namesOf([], {}, { MEMCACHE_SERVERS: "c:1 d:2" }), ["c:1", "d:2"]);
    assert.deepEqual(await namesOf([]), ["127.0.0.1:11211"]);
  });
  it("asks endpoints, named by words or the environment, and goes by host or IP", async (t) => {
    const endpoint = await startClusterEndpoint();
    t.after(() => endpoint.close());
    endpoint.tell(3, ["a|10.0.0.1|1", "b||2"]);
    const word = `elasticache+${formatAddress(endpoint.address)}`;
    assert.deepEqual(await namesOf([word, "c:3"]), ["a:1", "b:2", "c:3"]);
    assert.deepEqual(await namesOf([], { "node-name": "ip" }, { MEMCACHE_SERVERS: word }), ["10.0.0.1:1", "b:2"]);
  });
  it("waits for a source as long as the command waits for a server", async (t) => {
    const endpoint = await startClusterEndpoint("silent");
    t.after(() => endpoint.close());
    const word = `elasticache+${formatAddress(endpoint.address)}`;
    await assert.rejects(namesOf([word], { timeout: 50 }), { code: "TIMEOUT", message: /within 50/ });
    const etcd = `etcd://${formatAddress(endpoint.address)}/shop`;
    await assert.rejects(namesOf([etcd], { timeout: 50 }), { code: "TIMEOUT", message: /within 50/ });
  });
  it("reads pools, beside words but not beside the environment", async () => {
    const env = { MEMCACHE_SERVERS: "c:1" };
    const pool = file("list", "one=a:1*2\nb:2\n");
    assert.deepEqual(await namesOf([], { pool }, env), ["a:1", "b:2"]);
    assert.deepEqual(await namesOf(["d:4"], { pool }, env), ["d:4", "a:1", "b:2"]);
    const { addresses } = await findServers([], { ...OPTIONS, pool }, createTestContext().context);
    assert.deepEqual([addresses[0]?.weight, addresses[0]?.name], [2, "one"]);
  });
  it("gives TLS and logins on", async () => {
    const env = { MEMTOOL_PASSWORD: "secret" };
    const pool = file("login", "a:1\n/run/m.sock\n");
    assert.deepEqual(await namesOf([], { pool, user: "joe" }, env), ["memcached://joe@a:1", "unix://joe@/run/m.sock"]);
    const secure = file("secure.json", '{"pools":{"A":{"servers":["a:1:ascii:ssl"]}}}');
    assert.deepEqual(await namesOf([], { pool: secure, "tls-skip-verify": true }), ["memcacheds://a:1"]);
    await assert.rejects(namesOf([], { pool, "tls-skip-verify": true }), { code: "USAGE", message: /is for TLS/ });
  });
  it("says remarks on stderr", async () => {
    const { context, stderrText } = createTestContext();
    const pool = file("redis.yml", "a:\n  redis: true\n  servers: ['b:1:1']\n");
    await findServers([], { ...OPTIONS, pool }, context);
    assert.equal(stderrText(), "memtool: the servers of the pool a speak redis (redis: true)\n");
  });
  it("fails with what is wrong", async () => {
    await assert.rejects(namesOf([], { pool: join(FOLDER, "none") }), {
      code: "USAGE",
      message: /cannot read the pool/,
    });
    await assert.rejects(namesOf([], { pool: file("empty", "# nobody\n") }), {
      code: "CONNECT",
      message: /empty has no servers in it/,
      hint: /a server a line/,
    });
    await assert.rejects(
      namesOf(["a"], { "pool-name": "x" }),
      { code: "USAGE", message: /--pool-name/ },
      "only with a file",
    );
    await assert.rejects(namesOf(["dns+cache.test"], { "dns-server": "x" }), {
      code: "USAGE",
      message: /--dns-server/,
    });
    await assert.rejects(namesOf(["etcd://a"]), { code: "ADDRESS" });
    await assert.rejects(namesOf([""]), { code: "ADDRESS", message: /it is empty/ });
  });
});

describe("findAddresses", () => {
  it("finds, and otherwise reads, without asking for logins", async (t) => {
    const endpoint = await startClusterEndpoint();
    t.after(() => endpoint.close());
    endpoint.tell(1, ["a||1"]);
    const find = async (word: string) =>
      (await findAddresses([word], OPTIONS, createTestContext().context)).map(formatAddress);
    assert.deepEqual(await find("memcached://u@a,b"), ["memcached://u@a:11211", "b:11211"]);
    assert.deepEqual(await find(`elasticache+${formatAddress(endpoint.address)}`), ["a:1"]);
  });
});

it("wordsToDiscover leaves the environment aside where there is a pool", () => {
  const env = { MEMCACHE_SERVERS: "a" };
  assert.deepEqual(wordsToDiscover([], { pool: "f" }, env), []);
  assert.deepEqual(wordsToDiscover(["b"], { pool: "f" }, env), ["b"]);
  assert.deepEqual(wordsToDiscover([], { pool: undefined }, env), ["a"]);
});
