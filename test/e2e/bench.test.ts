/** `memtool bench` as a user runs it, against the real memcached and against nothing: output, exit codes, signals. */
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { addressOf, measuredOf, resultOf, runWhile } from "../support/bench-run.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { type CliResult, runCli } from "../support/run-cli.ts";
import { cacheScript, ScriptedCache } from "../support/scripted-cache.ts";
import type { ServerProcess } from "../support/server-process.ts";

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) {
    await stop();
  }
});

async function memcached(...args: string[]): Promise<{ server: ServerProcess; address: string }> {
  const server = await startMemcached({ args });
  stops.push(() => server.stop());
  return { server, address: addressOf(server) };
}

/** A long run in which something happens. */
async function interrupted(
  address: string,
  act: (pid: number) => void,
  extra: readonly string[] = [],
): Promise<CliResult> {
  return await runWhile([address, "--duration", "10m", "--keys", "1000", ...extra], act);
}

describe("against memcached", needsMemcached(), () => {
  test("a table in a pipe, and the hit rate of a populated cache", async () => {
    const { address } = await memcached("-m", "64");
    const { stdout, stderr, exitCode } = await runCli(["bench", address, "--requests", "20k", "--keys", "2k"]);
    assert.equal(exitCode, stdout.includes("\nINVALID: ") ? 1 : 0, stderr);
    assert.match(stdout, /^Closed loop against 127\.0\.0\.1:\d+ \(version [\d.]+\): 50 connections/);
    assert.match(stdout, /\noperation +requests +ops\/s +hit rate +p50/);
    assert.match(stdout, /\ntotal +20,000 /);
    assert.match(
      stdout,
      /\nHit rate 100\.00 % \(95 % between [\d.]+ % and 100\.00 %\): [\d,]+ of [\d,]+ keys asked for; the server's own 100\.00 %\n/,
    );
    assert.doesNotMatch(stdout, /Note: 127\.0\.0\.1:\d+ counted/);
  });

  test("JSON: counts equal the server's own, for every operation, over several threads and a unix socket", async () => {
    const server = await startMemcached({ transport: "unix", args: ["-m", "64"] });
    stops.push(() => server.stop());
    const address = addressOf(server);
    const ratio = "get=40,gets=5,set=10,add=5,replace=5,append=5,prepend=5,delete=10,incr=5,decr=5,touch=5";
    const load = ["--requests", "30k", "--keys", "3k", "-P", "8", "-t", "2", "--distribution", "zipf:1"];
    const run = await runCli(["bench", address, ...load, "--ratio", ratio, "--value-size", "1-500", "--json"]);
    const result = measuredOf(run);
    assert.deepEqual([result.schema, result.complete, result.total.requests], ["memtool.bench/2", true, 30_000]);
    assert.equal(result.operations.length, 11);
    assert.equal(result.total.errors, 0);
    assert.deepEqual(
      [result.servers[0]?.counters?.["get_hits"], result.servers[0]?.counters?.["get_misses"]],
      [result.total.hits, result.total.misses],
    );
    assert.ok((result.total.hitRate ?? 0) > 0 && (result.total.hitRate ?? 1) < 1);
    assert.ok((result.servers[0]?.usPerOp ?? -1) >= 0 && (result.client.usPerOp ?? -1) > 0);
    assert.equal(result.client.threads.length, 2);
    assert.deepEqual([result.rate, result.total.response], [null, null]);
  });

  test("too little memory: evictions, misses, and a note that says so", async () => {
    const { address } = await memcached("-m", "4");
    const args = ["--requests", "5k", "--keys", "20k", "--value-size", "1k", "--ratio", "get=1,set=1", "--json"];
    const result = resultOf(await runCli(["bench", address, ...args]));
    assert.ok((result.total.hitRate ?? 1) < 0.5 && result.total.misses > 0);
    assert.match(result.notes.join(), /evicted [\d,]+ items/);
  });

  test("values that the server refuses are counted by its own words", async () => {
    const { address } = await memcached();
    const args = ["--requests", "40", "--keys", "5", "--value-size", "2m:1,10:1", "--json"];
    const run = await runCli(["bench", address, ...args]);
    const result = measuredOf(run);
    const refused = "SERVER_ERROR object too large for cache";
    const errors = result.populate?.errors ?? 0;
    assert.equal(result.errorReplies[0]?.text, refused);
    assert.ok(errors > 0 && errors < 5, String(errors));
    assert.deepEqual(result.populate?.errorReplies, [{ text: refused, count: errors }]);
    assert.ok(result.notes[0]?.endsWith(`of 5 keys could not be set while populating: ${refused}`), result.notes[0]);
  });

  test("a server that refuses every value: its words, exit 3, and no run over nothing", async () => {
    const { address } = await memcached();
    const { exitCode, stdout, stderr } = await runCli(["bench", address, "--keys", "2M", "--value-size", "2m"]);
    assert.equal(exitCode, 3);
    assert.match(stderr, /stored none of the keys: SERVER_ERROR object too large for cache\n {2}give a smaller/);
    assert.match(stdout, /\nNothing was measured\n$/);
  });

  test("kill -9 of the server: what was measured, the reason, exit 3", async () => {
    const { server, address } = await memcached();
    const { stdout, stderr, exitCode } = await interrupted(address, () => process.kill(server.pid, "SIGKILL"));
    assert.equal(exitCode, 3);
    assert.match(stderr, /memtool bench: lost the connection to 127\.0\.0\.1:\d+.*while \d+ of its requests/);
    assert.match(stdout, /until it failed\n/);
    assert.match(stdout, /\ntotal +[\d,]{4,} /);
  });

  test("a server that is frozen: exit 3 after the stall time", async () => {
    const { server, address } = await memcached();
    const { stderr, exitCode } = await interrupted(address, () => process.kill(server.pid, "SIGSTOP"), [
      "--stall-timeout",
      "700ms",
    ]);
    process.kill(server.pid, "SIGCONT");
    assert.equal(exitCode, 3);
    assert.match(stderr, /does not answer: no reply/);
  });

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    test(`${signal}: what was measured, exit ${code}`, async () => {
      const { address } = await memcached();
      const { stdout, exitCode } = await interrupted(address, (pid) => process.kill(pid, signal));
      assert.equal(exitCode, code);
      assert.match(stdout, /until it was interrupted\n/);
      assert.match(stdout, /\ntotal +[\d,]{4,} /);
    });
  }

  test("more connections than the server takes: exit 3 and the remedy", async () => {
    const { address } = await memcached("-c", "60");
    const { stderr, exitCode } = await runCli(["bench", address, "-c", "150", "--requests", "100", "--keys", "10"]);
    assert.equal(exitCode, 3, stderr);
    assert.match(stderr, /refuses further connections|lost the connection|does not answer/);
  });
});

test("nothing listens: exit 3 at once, with JSON too", async () => {
  const server = await ScriptedCache.start(cacheScript());
  const address = `127.0.0.1:${server.port}`;
  await server.stop();
  const { stdout, stderr, exitCode } = await runCli(["bench", address, "--json"]);
  assert.equal(exitCode, 3);
  assert.match(stderr, /memtool bench: could not connect to 127\.0\.0\.1:\d+/);
  assert.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, "CONNECT");
});

test("garbage in mid-run: one JSON document with the error in it, exit 3", async () => {
  const cache = cacheScript();
  const server = await ScriptedCache.start((request) =>
    request.index === 300 ? "\x1b]0;x\x07what\r\n" : cache(request),
  );
  stops.push(() => server.stop());
  const args = ["--requests", "10k", "--keys", "100", "-c", "4", "--json"];
  const run = await runCli(["bench", `127.0.0.1:${server.port}`, ...args]);
  assert.equal(run.exitCode, 3);
  const result = resultOf(run);
  assert.deepEqual([result.complete, result.error?.code], [false, "PROTOCOL"]);
  assert.equal(run.stdout.includes("\x1b") || run.stderr.includes("\x1b") || run.stderr.includes("\x07"), false);
});

for (const args of [
  ["a:1", "a:1"],
  ["--ratio", "gats=1"],
  ["--stages", "10s"],
  ["--stages", "1s:5", "--duration", "1s"],
  ["--keys", "0"],
  ["--no-such-option"],
]) {
  test(`bench ${args.join(" ")} is a wrong usage`, async () => {
    const { stderr, exitCode } = await runCli(["bench", ...args]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /^memtool bench: /);
  });
}

test("without a server it starts its own", async () => {
  const run = await runCli(["bench", "--requests", "20k", "--keys", "2k", "--json"]);
  assert.match(run.stderr, /^No server was named: started an embedded one at 127\.0\.0\.1:\d+/);
  const result = measuredOf(run);
  assert.deepEqual([result.servers[0]?.embedded, result.total.requests, result.total.hitRate], [true, 20_000, 1]);
  assert.deepEqual(
    [result.servers[0]?.counters?.["get_hits"], result.servers[0]?.counters?.["get_misses"]],
    [result.total.hits, result.total.misses],
  );
});
