/** `memtool bench` beyond plain gets and sets: several servers, protocols, cache-aside, leases, values verified, connections renewed. */
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import type { BenchResult } from "../../src/bench/result/document.ts";
import { addressOf, measuredOf, resultOf, runWhile } from "../support/bench-run.ts";
import { needsMemcached, startMemcached, type TestServerOptions } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli } from "../support/run-cli.ts";
import { cacheScript, type Script, ScriptedCache } from "../support/scripted-cache.ts";
import type { ServerProcess } from "../support/server-process.ts";

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

type Start = (options?: TestServerOptions) => Promise<ServerProcess>;

async function serverOf(start: Start, options: TestServerOptions = {}): Promise<ServerProcess> {
  const server = await start(options);
  stops.push(() => server.stop("SIGKILL"));
  return server;
}

async function scripted(script: Script): Promise<string> {
  const server = await ScriptedCache.start(script);
  stops.push(() => server.stop());
  return `127.0.0.1:${server.port}`;
}

async function bench(...args: readonly string[]): Promise<BenchResult> {
  return measuredOf(await runCli(["bench", ...args, "--json"]));
}

/** Every server counted the hits and misses that memtool saw of it. A touch by a meta command is an mg, whose misses servers count. */
function assertCountersAgree({ servers, notes, operations, settings }: BenchResult): void {
  const touch = operations.find(({ operation }) => operation === "touch");
  const touchMisses = settings.protocol === "meta" ? (touch?.misses ?? 0) : 0;
  for (const { total, counters, address } of servers) {
    const counted = [counters?.["get_hits"], counters?.["get_misses"]];
    assert.deepEqual(counted, [total.hits, total.misses + touchMisses], `${address}: ${notes.join()}`);
  }
  assert.doesNotMatch(notes.join(), /other traffic/);
}

const SERVERS: readonly (readonly [string, Start])[] = [
  ["memcached", startMemcached],
  ["memtool serve", startMemtool],
];

describe("against memcached and memtool serve", needsMemcached(), () => {
  test("several servers: each has its part of the keys, and the parts make up the whole", async () => {
    const started = await Promise.all([startMemcached, startMemcached, startMemtool].map((start) => serverOf(start)));
    const addresses = started.map(addressOf);
    const result = await bench(
      ...addresses,
      "--requests",
      "12k",
      "--keys",
      "3k",
      "-c",
      "6",
      "--ratio",
      "get=8,set=1,delete=1",
    );
    assert.deepEqual(
      result.servers.map(({ address }) => address),
      addresses,
    );
    assertCountersAgree(result);
    for (const name of ["requests", "hits", "misses", "errors"] as const) {
      const sum = result.servers.reduce((all, { total }) => all + total[name], 0);
      assert.equal(sum, result.total[name], name);
    }
    assert.deepEqual([result.total.requests, result.total.errors], [12_000, 0]);
    assert.ok(result.servers.every(({ total }) => total.requests > 1000));
    assert.equal(result.settings.placement?.startsWith("ketama"), true);
  });

  test("several servers of which one is not there: exit 3, and which one", async () => {
    const there = addressOf(await serverOf(startMemcached));
    const gone = await startMemcached();
    await gone.stop("SIGKILL");
    const { exitCode, stderr } = await runCli(["bench", there, addressOf(gone), "--requests", "100"]);
    assert.equal(exitCode, 3);
    assert.match(stderr, new RegExp(`could not connect to ${addressOf(gone)}`));
  });

  for (const [name, start] of SERVERS) {
    for (const protocol of ["binary", "meta"] as const) {
      test(`${protocol} protocol: every operation, with ${name}'s own counters`, async () => {
        const address = addressOf(await serverOf(start));
        const ratio =
          "get=20,gets=5,mget=5,set=10,set_noreply=5,add=5,replace=5,append=2,prepend=2,cas=5,delete=10,incr=5,decr=5,touch=5";
        const load = ["--requests", "10k", "--keys", "1k", "-P", "4", "-c", "6", "--value-size", "1-200"];
        const result = await bench(address, ...load, "--protocol", protocol, "--ratio", ratio);
        assertCountersAgree(result);
        assert.equal(result.total.errors, 0, JSON.stringify(result.errorReplies));
        assert.equal(result.operations.length, 15);
        assert.ok(result.total.misses > 0 && result.total.hits > 0);
        const cas = result.operations.find(({ operation }) => operation === "cas");
        const asked = result.operations.find(({ operation }) => operation === "cas_gets");
        assert.equal(cas?.requests, asked?.hits);
      });
    }

    test(`cache-aside with ${name}: every miss is loaded and stored, and a read in which it waits`, async () => {
      const address = addressOf(await serverOf(start));
      const load = ["--no-populate", "--requests", "3k", "--keys", "500", "-c", "8", "--miss-penalty", "5ms"];
      const result = await bench(address, "--cache-aside", ...load);
      assertCountersAgree(result);
      const summaries = new Map(result.operations.map((summary) => [summary.operation, summary]));
      const [get, fill, read] = [summaries.get("get"), summaries.get("fill"), summaries.get("read")];
      assert.deepEqual([get?.requests, read?.hits, read?.misses], [3000, get?.hits, get?.misses]);
      assert.deepEqual([fill?.requests, result.cacheAside?.loads], [get?.misses, get?.misses]);
      assert.ok((get?.misses ?? 0) >= 400);
      assert.ok((read?.outcomes.miss?.service.minUs ?? 0) >= 5000);
    });

    test(`leases with ${name}: each key is loaded once, where without them many load it`, async () => {
      const address = addressOf(await serverOf(start));
      const load = ["--no-populate", "--requests", "2k", "--keys", "20", "-c", "20", "--miss-penalty", "30ms"];
      const plain = ["--protocol", "meta", "--cache-aside", "--key-prefix", "plain-"];
      const without = await bench(address, ...load, ...plain);
      const withLease = await bench(address, ...load, "--protocol", "meta", "--lease", "--lease-wait", "5ms");
      assert.ok((without.cacheAside?.loads ?? 0) > 20, JSON.stringify(without.cacheAside));
      assert.ok((without.cacheAside?.duplicateLoads ?? 0) > 0);
      const { loads, duplicateLoads, lease } = withLease.cacheAside ?? {};
      assert.deepEqual([loads, duplicateLoads, lease], [20, 0, true]);
      const read = withLease.operations.find(({ operation }) => operation === "read");
      assert.equal((read?.hits ?? 0) + (read?.misses ?? 0), 2000);
    });

    test(`values verified with ${name}, over several threads and servers' own evictions: all as stored`, async () => {
      const address = addressOf(await serverOf(start, { args: ["-m", "8"] }));
      const load = ["--requests", "20k", "--keys", "20k", "-P", "8", "-t", "2", "--value-size", "24-3000"];
      const result = await bench(address, "--verify", ...load, "--ratio", "get=5,set=3,cas=1,delete=1");
      const { verified, mismatches, lostUpdates } = result.verification ?? {};
      assert.deepEqual([mismatches, lostUpdates], [0, 0]);
      assert.ok((verified ?? 0) > 1000, String(verified));
    });
  }

  test("connections that are opened anew after so many requests lose nothing", async () => {
    const address = addressOf(await serverOf(startMemcached));
    const load = ["--requests", "2k", "--keys", "100", "-c", "4", "-P", "4", "--requests-per-connection", "50"];
    const { connections, total, servers } = await bench(address, ...load);
    assert.deepEqual([connections.lost, total.requests, total.errors, total.unanswered], [0, 2000, 0, 0]);
    assert.ok(connections.reopened >= 30 && connections.reopened <= 44, String(connections.reopened));
    assert.equal(servers[0]?.counters?.["get_hits"], total.hits);
  });

  test("--reconnect: a server that is killed and comes back costs errors and misses, not the run", async () => {
    const first = await serverOf(startMemcached);
    const address = addressOf(first);
    const port = address.split(":")[1] ?? "";
    const args = [address, "--duration", "4s", "--keys", "200", "-c", "4", "--reconnect", "--json"];
    const run = await runWhile(args, async () => {
      await first.stop("SIGKILL");
      await serverOf(startMemcached, { args: ["-p", port] });
    });
    const result = measuredOf(run);
    assert.deepEqual([result.connections.lost, result.connections.reopened >= 4], [4, true]);
    assert.equal(result.errorReplies[0]?.text, "(the connection was lost)");
    assert.ok(result.total.errors >= 1 && result.total.errors <= 8, String(result.total.errors));
    assert.ok(result.total.misses > 0 && result.total.hits > 0);
  });
});

/** A cache that does something else with the `count`-th get than the usual. */
function getsTampered(nth: number, tampered: (key: string, values: Map<string, string>) => string): Script {
  const values = new Map<string, string>();
  const cache = cacheScript(values);
  let gets = 0;
  return (request) => {
    const [verb, key = ""] = request.words;
    return verb === "get" && ++gets === nth ? tampered(key, values) : cache(request);
  };
}

function valueReply(key: string, value: string): string {
  return `VALUE ${key} 0 ${value.length}\r\n${value}\r\nEND\r\n`;
}

const VERIFIED = ["--verify", "--requests", "500", "--keys", "20", "-c", "1", "--ratio", "1:1", "--json"];

for (const [what, script, mismatches] of [
  ["one bit is another", getsTampered(50, (key, values) => valueReply(key, flipped(values.get(key) ?? ""))), 1],
  ["a value is another key's", getsTampered(50, (key, values) => valueReply(key, otherValue(key, values))), 1],
  ["a value is cut short", getsTampered(50, (key, values) => valueReply(key, (values.get(key) ?? "").slice(0, -1))), 1],
  ["a value is empty", getsTampered(50, (key) => valueReply(key, "")), 1],
  ["nothing is wrong", cacheScript(), 0],
] as const) {
  test(`--verify: ${what}: counted, exit ${mismatches}`, async () => {
    const run = await runCli(["bench", await scripted(script), ...VERIFIED]);
    const result = resultOf(run);
    const { verified = 0, mismatches: found, lostUpdates } = result.verification ?? {};
    assert.deepEqual([found, lostUpdates, verified > 100], [mismatches, 0, true]);
    assert.equal(run.exitCode, result.valid ? mismatches : 1);
  });
}

function flipped(value: string): string {
  return value.slice(0, -1) + String.fromCharCode(value.charCodeAt(value.length - 1) ^ 1);
}

function otherValue(key: string, values: Map<string, string>): string {
  return [...values].find(([other]) => other !== key)?.[1] ?? "";
}

test("--verify: an old value after a newer one was confirmed is a lost update", async () => {
  const values = new Map<string, string>();
  const cache = cacheScript(values);
  const firsts = new Map<string, string>();
  let sets = 0;
  const script: Script = (request) => {
    const [verb, key = ""] = request.words;
    if (verb === "set" && ++sets <= 20) {
      firsts.set(key, request.value ?? "");
    }
    const isOld = verb === "get" && request.index >= 300 && request.index < 320;
    return isOld ? valueReply(key, firsts.get(key) ?? "") : cache(request);
  };
  const run = await runCli(["bench", await scripted(script), ...VERIFIED]);
  const { mismatches, lostUpdates = 0 } = resultOf(run).verification ?? {};
  assert.equal(mismatches, 0);
  assert.ok(lostUpdates >= 1 && lostUpdates <= 20, String(lostUpdates));
  assert.equal(run.exitCode, 1);
});
