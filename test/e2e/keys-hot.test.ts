/** `memtool keys hot` as a user runs it: what it counts is what was asked, exactly, while nothing is lost. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Prng } from "../../src/base/prng.ts";
import { LineConnection } from "../support/line-connection.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli, spawnCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";

/** Room for every line of a test, so that no thread of the server has to drop one. */
const ARGS = ["-t", "2", "-o", "worker_logbuf_size=4096,watcher_logbuf_size=4096"];

const KEYS = 300;
const REQUESTS = 4000;

interface HotJson {
  readonly servers: readonly {
    readonly address: string;
    readonly up: boolean;
    readonly events: number;
    readonly hits: number;
    readonly lost: number;
    readonly error_max: number;
    readonly keys: readonly {
      readonly key: string;
      readonly count: number;
      readonly error: number;
      readonly hits: number;
      readonly misses: number;
    }[];
  }[];
  readonly total?: HotJson["servers"][number];
}

/** Resolves when `count` watchers are there. */
async function watched(client: LineConnection, count: number): Promise<void> {
  for (;;) {
    const lines = await client.ask("stats", "END");
    if (lines.includes(`STAT log_watchers ${count}`)) {
      return;
    }
  }
}

/** Sends gets by a seed, skewed; every third key is there. @returns how often each was asked for */
async function load(client: LineConnection, seed: number): Promise<Map<string, number>> {
  const random = Prng.stream(seed, 0);
  const counts = new Map<string, number>();
  for (let sent = 0; sent < REQUESTS; sent += 100) {
    const keys = Array.from({ length: 100 }, () => `key:${Math.floor(KEYS * random.nextDouble() ** 3)}`);
    for (const key of keys) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    await client.ask(`get ${keys.join(" ")}`, "END");
  }
  return counts;
}

function hottest(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([, a], [, b]) => b - a);
}

function suite(start: () => Promise<ServerProcess>): void {
  it("finds the hottest keys; with room for all of them the counts are exact, with little room they are within the bound", async () => {
    const server = await start();
    const client = await LineConnection.open(server);
    for (let key = 0; key < KEYS; key += 3) {
      await client.ask(`set key:${key} 0 0 2\r\nhi`, "STORED");
    }
    const words = ["keys", "hot", addressOf(server), "--json", "--count", String(REQUESTS), "--duration", "5m"];
    const exactRun = runCli([...words, "--top", "25"], { timeoutMs: 120_000 });
    const boundedRun = runCli([...words, "--capacity", "60"], { timeoutMs: 120_000 });
    await watched(client, 2);
    const counts = await load(client, 7);
    const [exact, bounded] = (await Promise.all([exactRun, boundedRun])).map(({ stdout, exitCode }) => {
      assert.equal(exitCode, 0);
      return (JSON.parse(stdout) as HotJson).servers[0];
    });
    assert.ok(exact !== undefined && bounded !== undefined);
    assert.deepEqual([exact.events, exact.lost, exact.error_max], [REQUESTS, 0, 0]);
    assert.deepEqual(
      exact.keys.map(({ count }) => count),
      hottest(counts)
        .slice(0, 25)
        .map(([, count]) => count),
    );
    for (const { key, count, hits, misses } of exact.keys) {
      assert.equal(count, counts.get(key));
      assert.deepEqual([hits, misses], Number(key.slice(4)) % 3 === 0 ? [count, 0] : [0, count]);
    }
    assert.ok(bounded.error_max > 0 && bounded.error_max <= REQUESTS / 60);
    for (const { key, count, error } of bounded.keys) {
      const truth = counts.get(key) ?? 0;
      assert.ok(count - error <= truth && truth <= count, `${key}: ${count} - ${error}, truly ${truth}`);
    }
    const [first] = hottest(counts);
    assert.equal(bounded.keys[0]?.key, first?.[0]);
    client.close();
    await server.stop("SIGKILL");
  });

  it("adds servers up, and names one that is gone", async () => {
    const servers = await Promise.all([start(), start()]);
    const clients = await Promise.all(servers.map((server) => LineConnection.open(server)));
    const words = [...servers.map(addressOf), "--json", "--count", String(REQUESTS), "--duration", "5m"];
    const run = runCli(["keys", "hot", ...words, "127.0.0.1:1"], { timeoutMs: 120_000 });
    await Promise.all(clients.map((client) => watched(client, 1)));
    const loads = await Promise.all(clients.map((client, index) => load(client, index)));
    const { stdout, stderr, exitCode } = await run;
    assert.equal(exitCode, 3);
    assert.match(stderr, /could not connect to 127\.0\.0\.1:1/);
    const { servers: shown, total } = JSON.parse(stdout) as HotJson;
    assert.deepEqual(
      shown.map(({ up }) => up),
      [true, true, false],
    );
    assert.equal(total?.events, 2 * REQUESTS);
    for (const { key, count, error } of total?.keys ?? []) {
      assert.equal(error, 0);
      assert.equal(
        count,
        loads.map((counts) => counts.get(key) ?? 0).reduce((sum, one) => sum + one, 0),
      );
    }
    assert.equal(total?.keys.length, 20);
    for (const client of clients) {
      client.close();
    }
    await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  });

  it("an interrupt ends it with what is known", async () => {
    const server = await start();
    const client = await LineConnection.open(server);
    const child = spawnCli(["keys", "hot", addressOf(server), "--duration", "5m"]);
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    await watched(client, 1);
    await client.ask("get once", "END");
    for (let sent = 0; sent === 0; ) {
      const line = (await client.ask("stats", "END")).find((one) => one.startsWith("STAT log_watcher_sent "));
      sent = Number(line?.split(" ")[2]);
    }
    child.kill("SIGINT");
    const exitCode = await new Promise((resolve) => child.once("close", resolve));
    assert.equal(exitCode, 130);
    assert.match(stdout, /^server\tkey\tcount/);
    client.close();
    await server.stop("SIGKILL");
  });
}

describe("memtool keys hot of memcached", needsMemcached(), () => suite(() => startMemcached({ args: ARGS })));

describe("memtool keys hot of memtool serve", () => suite(() => startMemtool({ args: ARGS })));
