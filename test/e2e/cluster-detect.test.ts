/** `memtool cluster detect` as a user runs it, on servers that real clients filled. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";

const KEYS = Array.from({ length: 400 }, (_, index) => `page:${index}:html`);

/** The part of the package that is used; it has no types of its own. */
type NpmMemcached = new (
  servers: readonly string[],
) => {
  set(key: string, value: string, lifetime: number, callback: (error: Error | undefined) => void): void;
  end(): void;
};

/** Stores the keys through npm memcached, which has its own ketama. */
async function fill(words: readonly string[]): Promise<void> {
  const Memcached = createRequire(import.meta.url)("memcached") as NpmMemcached;
  const client = new Memcached([...words]);
  try {
    await Promise.all(
      KEYS.map(
        (key) =>
          new Promise<void>((resolve, reject) => {
            client.set(key, key, 0, (error: unknown) =>
              error === undefined || error === null ? resolve() : reject(error),
            );
          }),
      ),
    );
  } finally {
    client.end();
  }
}

function suite(start: () => Promise<ServerProcess>): void {
  let servers: ServerProcess[];
  let words: string[];
  before(async () => {
    servers = await Promise.all([start(), start(), start()]);
    words = servers.map(addressOf);
    await fill(words);
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  });

  it("names the client, and those that place alike, in whatever order the servers are given", async () => {
    for (const order of [words, [...words].reverse()]) {
      const { stdout, exitCode } = await runCli(["cluster", "detect", ...order, "--json"], { timeoutMs: 60_000 });
      const { verdict, sampled, groups } = JSON.parse(stdout);
      assert.deepEqual([verdict, sampled, groups[0].matched, exitCode], ["found", KEYS.length, KEYS.length, 0]);
      const clients = groups[0].rules.map(({ client }: { client: string }) => client);
      for (const client of ["npm-memcached", "pylibmc:ketama_weighted", "twemproxy:md5"]) {
        assert.ok(clients.includes(client), `${client} is not among ${clients}`);
      }
      // Python's hash_ring has most points in common with it.
      assert.ok(groups[1].matched < KEYS.length * 0.95);
    }
  });

  it("takes a sample of the size that is asked for, and says so", async () => {
    const { stdout } = await runCli(["cluster", "detect", ...words, "--sample", "100", "--json"], {
      timeoutMs: 60_000,
    });
    const { sampled } = JSON.parse(stdout);
    assert.ok(Math.abs(sampled - 100) <= 2, String(sampled));
  });

  it("refuses one node, and finds nothing where there is nothing", async () => {
    const one = await runCli(["cluster", "detect", words[0] ?? ""]);
    assert.equal(one.exitCode, 2);
    assert.match(one.stderr, /one node holds every key/);
    const none = await runCli(["cluster", "detect", ...words, "--prefix", "nothing:"]);
    assert.deepEqual([none.exitCode, none.stdout], [1, ""]);
    assert.match(none.stderr, /there are no keys/);
  });
}

describe("detecting on memcached", needsMemcached(), () => suite(startMemcached));
describe("detecting on memtool serve", () => suite(startMemtool));
