/** Pools of which a node lost its keys, or is dead: what is left says nothing of a hash, nor of what moves, and too little of a rule. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parseAddress } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { createPlacement, parseClient } from "../../src/cluster/ring/clients.ts";
import { placementServer } from "../../src/cluster/ring/placement.ts";
import { deadAddress } from "../support/dead-address.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";

const CLIENT = "pylibmc:ketama";

describe("a pool that lost a node's keys", () => {
  let servers: ServerProcess[];
  let words: string[];
  let dead: string;
  before(async () => {
    // Of three nodes the second is empty, and a fourth is dead: keys that they would own are nowhere.
    servers = await Promise.all([startMemtool(), startMemtool(), startMemtool()]);
    words = servers.map(addressOf);
    dead = await deadAddress();
    await fill(words);
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  });

  async function fill(names: readonly string[]): Promise<void> {
    const place = createPlacement(
      parseClient(CLIENT),
      names.map((name) => placementServer(parseAddress(name))),
    );
    const clients = names.map((name) => new MemcachedClient(parseAddress(name)));
    const keys = Array.from({ length: 1500 }, (_, index) => `user:${index}`);
    await Promise.all(
      keys.map(async (key) => {
        const owner = place(Buffer.from(key), 0, key.length);
        return owner === 1 ? undefined : await clients[owner]?.set(key, "x");
      }),
    );
    for (const client of clients) {
      client.destroy();
    }
  }

  async function json(...args: string[]) {
    const { stdout, stderr, exitCode } = await runCli(["cluster", ...args, "--json"], { timeoutMs: 60_000 });
    return { document: JSON.parse(stdout), stderr, exitCode };
  }

  it("does not blame the hash", async () => {
    const { document, exitCode } = await json("balance", "--client", CLIENT, ...words);
    assert.deepEqual([exitCode, document.hash.weak], [0, false]);
    assert.equal(document.hash.reason, `${words[1]} has nearly none of those it should have`);
    assert.match(document.hash.keys, /made-up/);
  });

  it("says what the loss of an empty or a dead node moves, by made-up keys", async () => {
    for (const [pool, gone] of [
      [words, words[1]],
      [[...words, dead], dead],
    ] as const) {
      const { document, stderr, exitCode } = await json(
        "simulate",
        "--client",
        CLIENT,
        "--remove",
        gone ?? "",
        ...pool,
      );
      assert.deepEqual([exitCode, document.keys.source], [0, "made-up"]);
      assert.ok(document.moved.keys_ratio > 0.15, String(document.moved.keys_ratio));
      assert.match(stderr, /the keys are made up/);
    }
    const whole = await json("simulate", "--client", CLIENT, "--add", "a", words[0] ?? "", words[2] ?? "");
    assert.equal(whole.document.keys.source, "servers");
  });

  it("finds no rule in a key or two, and errors of detect are JSON, too", async () => {
    const few = await json("detect", "--sample", "1", ...words);
    assert.equal(few.exitCode, 1);
    assert.equal(few.document.verdict, "too-few");
    assert.match(few.document.text, /keys would be enough/);
    const none = await json("detect", "--prefix", "nothing:", ...words);
    assert.deepEqual([none.exitCode, none.document.error.code], [1, "CHECK_FAILED"]);
    const silent = await json("detect", dead, "127.0.0.1:1");
    assert.deepEqual([silent.exitCode, silent.document.error.code], [3, "CONNECT"]);
  });
});
