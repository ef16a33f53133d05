/**
 * Real clients fill real servers, and `memtool cluster` has to know of every key where it is: before and after a server comes, of which it
 * said beforehand what would move.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { formatClient, parseClient } from "../../src/cluster/ring/clients.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { PLACEMENT_CLIENTS } from "../support/placement-clients.ts";
import { runCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";

const KEY_COUNT = 1000;
const KEYS = Array.from({ length: KEY_COUNT }, (_, index) => `key:${index}`);

/** What `cluster simulate --json` says. */
interface Simulated {
  readonly keys: { readonly source: string; readonly count: number; readonly misplaced: number };
  readonly moved: { readonly keys: number };
  readonly nodes: readonly { readonly node: string; readonly in_keys: number; readonly after_keys: number }[];
}

/** What `cluster detect --json` says. */
interface Detected {
  readonly groups: readonly { readonly matched: number; readonly rules: readonly { readonly client: string }[] }[];
}

describe("where real clients put keys", needsMemcached(), () => {
  let servers: readonly ServerProcess[] = [];
  let addresses: readonly string[] = [];
  before(async () => {
    servers = await Promise.all(Array.from({ length: 4 }, () => startMemcached({ args: ["-m", "16", "-t", "1"] })));
    addresses = servers.map(addressOf);
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  });

  /** Every key is on the node that the command names, and on no other. */
  async function checkLocate(rule: string, nodes: readonly string[]): Promise<void> {
    const { stdout, stderr, exitCode } = await runCli(
      ["cluster", "locate", "--client", rule, "--keys", "-", "--check", "--servers", nodes.join(",")],
      { stdin: KEYS.join("\n") },
    );
    const rows = stdout.trim().split("\n").slice(1);
    assert.equal(rows.length, KEY_COUNT, stderr);
    assert.deepEqual(
      rows.filter((row) => row.split("\t")[2] !== "yes"),
      [],
    );
    assert.equal(exitCode, 0);
  }

  /** The client's rule is among those that explain where every key is. */
  async function checkDetect(rule: string, nodes: readonly string[]): Promise<void> {
    const { stdout, stderr, exitCode } = await runCli([
      "cluster",
      "detect",
      "--json",
      "--client-prefix",
      "app:",
      ...nodes,
    ]);
    assert.equal(exitCode, 0, stderr);
    const { groups } = JSON.parse(stdout) as Detected;
    const [best] = groups;
    assert.equal(best?.matched, KEY_COUNT);
    const names = best.rules.map(({ client }) => client);
    assert.ok(names.includes(formatClient(parseClient(rule))), `${rule} is not among ${names.join(" ")}`);
  }

  for (const { rule, needs, fill } of PLACEMENT_CLIENTS) {
    test(rule, needs(), async () => {
      const three = addresses.slice(0, 3);
      await flushAll(addresses);
      assert.equal(await fill(three, KEY_COUNT), KEY_COUNT);
      await checkLocate(rule, three);
      await checkDetect(rule, three);

      const added = addresses[3] as string;
      const run = await runCli(["cluster", "simulate", "--client", rule, "--add", added, "--json", ...three]);
      const said = JSON.parse(run.stdout) as Simulated;
      assert.deepEqual(said.keys, { source: "servers", count: KEY_COUNT, misplaced: 0 }, run.stderr);
      // What a client with one server more does not find is what moved.
      assert.equal(await fill(addresses, KEY_COUNT), said.moved.keys);
      const onAdded = said.nodes.find(({ node }) => node === added);
      assert.equal(onAdded?.in_keys, await itemCount(added));
      assert.equal(onAdded?.after_keys, onAdded?.in_keys);
    });
  }

  test("a client that is not the one that filled them is found out", PLACEMENT_CLIENTS[0]?.needs() ?? {}, async () => {
    const three = addresses.slice(0, 3);
    await flushAll(addresses);
    await PLACEMENT_CLIENTS[0]?.fill(three, KEY_COUNT);
    const located = await runCli(
      ["cluster", "locate", "--client", "memjs", "--keys", "-", "--check", "--servers", three.join(","), "--json"],
      { stdin: KEYS.join("\n") },
    );
    assert.equal(located.exitCode, 1);
    const rows = JSON.parse(located.stdout) as { readonly check: string; readonly found_on: string }[];
    const misplaced = rows.filter(({ check }) => check === "misplaced");
    assert.ok(misplaced.length > KEY_COUNT / 3 && misplaced.length < KEY_COUNT, `${misplaced.length}`);
    assert.ok(misplaced.every(({ found_on }) => three.includes(found_on)));
  });
});

async function flushAll(addresses: readonly string[]): Promise<void> {
  await Promise.all(addresses.map((address) => withClient(address, (client) => client.flushAll())));
}

async function itemCount(address: string): Promise<number> {
  // Items that flush_all made invisible are counted until they are met, so the keys themselves are asked for.
  return await withClient(address, async (client) => {
    const stored = ["", "app:"].flatMap((prefix) => KEYS.map((key) => `${prefix}${key}`));
    return (await client.getMany(stored)).size;
  });
}

async function withClient<Result>(address: string, use: (client: MemcachedClient) => Promise<Result>): Promise<Result> {
  const [host = "", port = ""] = address.split(":");
  const client = new MemcachedClient({ kind: "tcp", host, port: Number(port), tls: false });
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
