/** `memtool cluster balance` as a user runs it: what nodes say, what a rule makes of their keys, and of keys nobody has. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parseAddress } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { createPlacement, parseClient } from "../../src/cluster/ring/clients.ts";
import { placementServer } from "../../src/cluster/ring/placement.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";

const KEYS = Array.from({ length: 900 }, (_, index) => `key:${index}`);

describe("the balance of three nodes", () => {
  let servers: ServerProcess[];
  let words: string[];
  const counts = [0, 0, 0];
  before(async () => {
    servers = await Promise.all([startMemtool(), startMemtool(), startMemtool()]);
    words = servers.map(addressOf);
    const place = createPlacement(
      parseClient("twemproxy:crc32"),
      words.map((word) => placementServer(parseAddress(word))),
    );
    const clients = words.map((word) => new MemcachedClient(parseAddress(word)));
    await Promise.all(
      KEYS.map((key) => {
        const owner = place(Buffer.from(key), 0, key.length);
        counts[owner] = (counts[owner] ?? 0) + 1;
        return clients[owner]?.set(key, "x".repeat(20));
      }),
    );
    for (const client of clients) {
      client.destroy();
    }
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  });

  async function balance(...args: string[]) {
    const { stdout, exitCode } = await runCli(["cluster", "balance", ...words, "--json", ...args]);
    return { exitCode, json: JSON.parse(stdout) };
  }

  const nodesOf = (json: { nodes: Record<string, number>[] }, name: string) => json.nodes.map((node) => node[name]);

  it("says what the nodes have, and that it is no chance", async () => {
    const { json, exitCode } = await balance();
    assert.equal(exitCode, 0);
    assert.deepEqual(nodesOf(json, "items"), counts);
    assert.deepEqual(nodesOf(json, "sets"), counts);
    assert.match(json.remarks[0], /more than chance/);
  });

  it("names the weak hash: 15 bits of a CRC-32 on a ring put all keys on one node", async () => {
    const { json } = await balance("--client", "twemproxy:crc32");
    assert.deepEqual(nodesOf(json, "keys"), counts);
    assert.deepEqual(nodesOf(json, "misplaced"), [0, 0, 0]);
    assert.equal(Math.max(...counts), KEYS.length);
    assert.deepEqual([json.hash.name, json.hash.weak, json.hash.reason], ["crc32", true, null]);
    const other = await balance("--client", "twemproxy:md5", "--sample", "300");
    assert.equal(other.json.hash.weak, false);
    const misplaced = nodesOf(other.json, "misplaced").reduce((sum: number, count) => sum + (count ?? 0), 0);
    assert.ok(misplaced > 100 && misplaced < 300, String(misplaced));
  });

  it("asks no node about made-up keys, and says who is dead", async () => {
    const offline = await runCli([
      "cluster",
      "balance",
      "--client",
      "dalli",
      "--made-up",
      "5000",
      "a:1",
      "b:1",
      "--json",
    ]);
    assert.equal(offline.exitCode, 0);
    const [first, second] = nodesOf(JSON.parse(offline.stdout), "keys");
    assert.equal((first ?? 0) + (second ?? 0), 5000);
    const dead = await runCli(["cluster", "balance", ...words, "127.0.0.1:1"]);
    assert.equal(dead.exitCode, 3);
    assert.match(dead.stdout, /^127\.0\.0\.1:1\t-\t-/m);
    const judged = await runCli(["cluster", "balance", ...words, "127.0.0.1:1", "--client", "dalli", "--json"]);
    const { hash } = JSON.parse(judged.stdout);
    assert.deepEqual([judged.exitCode, hash.weak], [3, false]);
    assert.equal(hash.reason, "127.0.0.1:1 did not tell all its keys");
    assert.equal((await runCli(["cluster", "balance", "--made-up", "5", "a:1"])).exitCode, 2);
  });
});
