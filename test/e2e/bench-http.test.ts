/** `memtool bench http://...` as a user runs it: an application with a real cache behind it, signals, exit codes. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { HttpBenchResult } from "../../src/bench/http/http-document.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { type AppScript, answerAfter, HttpApp } from "../support/http-app.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli, spawnCli } from "../support/run-cli.ts";

const stops: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) {
    await stop();
  }
});

async function startApp(script: AppScript): Promise<HttpApp> {
  const app = await HttpApp.start(script);
  stops.push(() => app.stop());
  return app;
}

test("an application that caches: the hit rate in the report is the server's own, and the application's", async () => {
  const server = await startMemtool();
  stops.push(() => server.stop());
  const { target } = server;
  assert.ok("port" in target);
  const client = new MemcachedClient({ kind: "tcp", host: target.host, port: target.port, tls: false });
  stops.push(() => client.close());
  const seen = { hits: 0, misses: 0 };
  const app = await startApp(async ({ url }, response) => {
    const found = await client.get(url);
    seen[found === undefined ? "misses" : "hits"]++;
    if (found === undefined) {
      await client.set(url, "a cart");
    }
    response.end("a cart");
  });
  const { stdout, exitCode } = await runCli([
    ...["bench", `${app.origin}/carts/{key}`, "--requests", "2000", "--keys", "500", "--distribution", "zipf"],
    ...["--cache", `${target.host}:${target.port}`, "--threshold", "cache.hit_rate>0.5", "--json", "-t", "1"],
  ]);
  const { cache, total, caches, thresholds } = JSON.parse(stdout) as HttpBenchResult;
  assert.deepEqual([total.requests, total.errors, exitCode], [2000, 0, 0]);
  assert.deepEqual([cache?.hits, cache?.misses], [seen.hits, seen.misses]);
  assert.equal(cache?.hitRate, seen.hits / 2000);
  assert.deepEqual([cache?.getsPerRequest, cache?.setsPerRequest], [1, seen.misses / 2000]);
  const stats = new Map((await client.stats()).map(({ name, value }) => [name, value]));
  assert.deepEqual([Number(stats.get("get_hits")), Number(stats.get("get_misses"))], [seen.hits, seen.misses]);
  assert.ok((caches[0]?.usPerRequest ?? 0) > 0 && thresholds.every(({ passed }) => passed));
});

test("Ctrl-C: what was measured, and exit code 130", async () => {
  const app = await startApp(answerAfter(1));
  const child = spawnCli(["bench", `${app.origin}/`, "--duration", "10m", "-t", "1"]);
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    if (chunk.toString().includes("measure")) {
      child.kill("SIGINT");
    }
  });
  const exitCode = await new Promise((resolve) => child.once("close", resolve));
  assert.equal(exitCode, 130);
  assert.match(stdout, /until it was interrupted\n[\s\S]*\nGET \/ +[\d,]+/);
});

test("https: a server that proves who it is, one that does not", needsOpenssl(), async () => {
  const certificates = new TestCertificates();
  stops.push(() => certificates.remove());
  const app = await HttpApp.start(answerAfter(0), certificates.server);
  stops.push(() => app.stop());
  const env = { NODE_EXTRA_CA_CERTS: certificates.authority.certPath };
  const run = (origin: string, ...more: string[]) =>
    runCli(["bench", origin, "--requests", "20", "-t", "1", ...more], { env });
  assert.equal((await run(app.origin)).exitCode, 0);
  const otherName = app.origin.replace("localhost", "[::ffff:127.0.0.1]");
  const refused = await run(otherName);
  assert.equal(refused.exitCode, 4);
  assert.match(refused.stderr, /is not trusted: .*--tls-skip-verify/s);
  assert.equal((await run(otherName, "--tls-skip-verify")).exitCode, 0);
});

test("nothing listens, and something else does", async () => {
  const refused = await runCli(["bench", "http://127.0.0.1:1/", "--json"]);
  assert.equal(refused.exitCode, 3);
  assert.match(refused.stdout, /"code": ?"CONNECT"/);
  const server = await startMemtool();
  stops.push(() => server.stop());
  assert.ok("port" in server.target);
  const other = await runCli(["bench", `http://127.0.0.1:${server.target.port}/`, "-t", "1", "--duration", "1s"]);
  assert.equal(other.exitCode, 3);
  assert.match(other.stderr, /answered none of the requests[\s\S]*a memcached server is named without http/);
});
