/** `memtool cluster export` as a user runs it: real proxies run what it writes, and keys are where the client looks for them. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parseAddress } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { createPlacement, parseClient } from "../../src/cluster/ring/clients.ts";
import { placementServer } from "../../src/cluster/ring/placement.ts";
import { deadAddress } from "../support/dead-address.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { hasMemcachedProxy, needsNutcracker, startMemcachedProxy, startNutcracker } from "../support/proxies.ts";
import { runCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";

const KEYS = Array.from({ length: 300 }, (_, index) => `{user${index % 50}}:item:${index}`);

let servers: ServerProcess[];
let words: string[];

before(async () => {
  servers = await Promise.all([startMemtool(), startMemtool(), startMemtool()]);
  words = servers.map(addressOf);
});
after(async () => {
  await Promise.all(servers.map((server) => server.stop("SIGKILL")));
});

async function portOf(): Promise<number> {
  return Number((await deadAddress()).split(":")[1]);
}

/** Stores the keys through a proxy, and fails unless each is on the server where the client's rule puts it, and on no other. */
async function checkThrough(proxy: ServerProcess, client: string): Promise<void> {
  const place = createPlacement(
    parseClient(client),
    words.map((word) => placementServer(parseAddress(word))),
  );
  const [through, ...nodes] = [addressOf(proxy), ...words].map((word) => new MemcachedClient(parseAddress(word)));
  try {
    await Promise.all(nodes.map((node) => node.flushAll()));
    for (const key of KEYS) {
      assert.equal(await through?.set(key, `by ${client}`), "STORED");
    }
    const found = await Promise.all(nodes.map((node) => node.getMany(KEYS)));
    for (const key of KEYS) {
      const owner = place(Buffer.from(key), 0, key.length);
      assert.deepEqual(
        found.map((items) => items.has(key)),
        words.map((_, index) => index === owner),
        key,
      );
    }
  } finally {
    for (const each of [through, ...nodes]) {
      each?.destroy();
    }
  }
}

async function exported(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await runCli(["cluster", "export", ...args, ...words]);
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

describe("twemproxy runs what is written for it", needsNutcracker(), () => {
  for (const client of [
    "twemproxy",
    "twemproxy:hash=murmur,hash_tag={}",
    "pylibmc",
    "npm-memcached",
    "spymemcached:ketama",
  ]) {
    it(`and places as ${client}`, async () => {
      const [port, statsPort] = [await portOf(), await portOf()];
      const listen = `127.0.0.1:${port}`;
      const yaml = await exported("--format", "twemproxy", "--client", client, "--listen", listen);
      const proxy = await startNutcracker(yaml, port, statsPort);
      try {
        await checkThrough(proxy, client);
      } finally {
        await proxy.stop("SIGKILL");
      }
    });
  }
});

// Beside what CI has: with a memcached that has its proxy on PATH these run too.
const PROXY_CLIENTS = hasMemcachedProxy()
  ? ["memcached-proxy", "npm-memcached", "spymemcached:ketama", "memcached-proxy:ring", "memcached-proxy:tags={}"]
  : [];

describe("memcached's proxy runs what is written for it", () => {
  for (const client of PROXY_CLIENTS) {
    it(`and places as ${client}`, async () => {
      const lua = await exported("--format", "memcached-proxy", "--client", client);
      const proxy = await startMemcachedProxy(lua, await portOf());
      try {
        await checkThrough(proxy, client);
      } finally {
        await proxy.stop("SIGKILL");
      }
    });
  }
});

it("JSON for programs, with each node's share", async () => {
  const { client, servers: nodes } = JSON.parse(await exported("--client", "gomemcache"));
  assert.equal(client, "gomemcache");
  assert.deepEqual(
    nodes.map(({ host, port, share_ratio: share }: Record<string, unknown>) => [`${host}:${port}`, share]),
    words.map((word) => [word, 1 / 3]),
  );
});
