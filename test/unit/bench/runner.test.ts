/** runner: real load threads against a scripted server: phases, sums over threads, progress, interruption, failure. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { BenchPlan } from "../../../src/bench/plan.ts";
import type { Progress } from "../../../src/bench/progress.ts";
import { readingOf } from "../../../src/bench/result/server-counters.ts";
import { type BenchOutcome, runBench } from "../../../src/bench/runner.ts";
import { testPlan, testWorkload } from "../../support/bench-plan.ts";
import { cacheScript, type Script, ScriptedCache } from "../../support/scripted-cache.ts";

const servers: ScriptedCache[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(script: Script): Promise<ScriptedCache> {
  const server = await ScriptedCache.start(script);
  servers.push(server);
  return server;
}

interface Observed extends BenchOutcome {
  readonly progress: readonly Progress[];
}

async function run(
  server: ScriptedCache,
  changes: Partial<BenchPlan> = {},
  react: (progress: Progress, interrupt: AbortController) => void = () => {},
): Promise<Observed> {
  const progress: Progress[] = [];
  const interrupt = new AbortController();
  const hitsOf = (): number => server.countOf("get");
  const outcome = await runBench(testPlan(server.address, changes), {
    embedded: false,
    readServer: async () =>
      readingOf(
        [
          { name: "get_hits", value: String(hitsOf()) },
          { name: "get_misses", value: "0" },
        ],
        performance.now(),
      ),
    onProgress: (moment) => {
      progress.push(moment);
      react(moment, interrupt);
    },
    signal: interrupt.signal,
  });
  return { ...outcome, progress };
}

test("two threads: all keys set, all requests counted, the server's counters beside them", async () => {
  const server = await serve(cacheScript());
  const { result, error, progress } = await run(server, { threads: 2, warmup: { kind: "duration", durationMs: 50 } });
  assert.equal(error, undefined);
  assert.equal(result.complete, true);
  assert.deepEqual([result.populate?.requests, result.populate?.errors], [100, 0]);
  assert.equal(result.total.requests, 1000);
  assert.equal(result.total.hitRate, 1);
  assert.deepEqual(result.servers[0]?.counters, { get_hits: result.total.hits, get_misses: 0 });
  assert.deepEqual(
    result.notes.filter((note) => note.includes("counted")),
    [],
  );
  assert.deepEqual([...new Set(progress.map(({ phase }) => phase))], ["populate", "warmup", "measure"]);
  assert.equal(result.settings.threads, 2);
  assert.ok(result.seconds > 0 && (result.bytesReadPerSecond ?? 0) > 0);
});

test("an interruption keeps what was measured", async () => {
  const server = await serve(cacheScript());
  const { result, error } = await run(
    server,
    { measure: { kind: "duration", durationMs: 600_000 } },
    (moment, interrupt) => {
      if (moment.phase === "measure" && moment.requests > 0) {
        interrupt.abort(new MemtoolError("INTERRUPTED", "test"));
      }
    },
  );
  assert.equal(error, undefined);
  assert.deepEqual([result.interrupted, result.complete], [true, false]);
  assert.ok(result.total.requests > 0);
});

test("an interruption while populating measures nothing and says so", async () => {
  const cache = cacheScript();
  const server = await serve((request) =>
    request.words[0] === "version" ? cache(request) : { text: "STORED\r\n", delayMs: 20 },
  );
  const { result } = await run(server, { workload: testWorkload({ keyCount: 1_000_000 }) }, (_, interrupt) => {
    interrupt.abort(new MemtoolError("INTERRUPTED", "test"));
  });
  assert.deepEqual([result.interrupted, result.total.requests, result.total.service.p50Us], [true, 0, null]);
});

test("a failure on one connection ends all threads and is reported with what was measured", async () => {
  const cache = cacheScript();
  const server = await serve((request) =>
    request.words[0] !== "version" && request.index >= 700 ? { text: "", ending: "close" } : cache(request),
  );
  const { result, error } = await run(server, { threads: 2, measure: { kind: "duration", durationMs: 600_000 } });
  assert.equal(error?.code, "DISCONNECTED");
  assert.deepEqual([result.complete, result.error?.code], [false, "DISCONNECTED"]);
  assert.ok(result.total.requests > 0);
});

test("a server that is not there throws", async () => {
  const server = await ScriptedCache.start(cacheScript());
  const plan = testPlan(server.address, { threads: 2 });
  await server.stop();
  const hooks = {
    embedded: false,
    readServer: async () => undefined,
    onProgress: () => {},
    signal: new AbortController().signal,
  };
  await assert.rejects(runBench(plan, hooks), { code: "CONNECT" });
});

test("an interruption while connecting ends at once", async () => {
  const server = await serve(() => undefined);
  const interrupt = new AbortController();
  const hooks = { embedded: false, readServer: async () => undefined, onProgress: () => {}, signal: interrupt.signal };
  const running = runBench(testPlan(server.address), hooks);
  interrupt.abort(new MemtoolError("INTERRUPTED", "interrupted"));
  await assert.rejects(running, { code: "INTERRUPTED" });
});

test("a server that stores no key: the run ends with the server's words, long before every key was tried", async () => {
  const server = await serve((request) =>
    request.words[0] === "set" ? "SERVER_ERROR object too large for cache\r\n" : cacheScript()(request),
  );
  const { result, error } = await run(server, { workload: testWorkload({ keyCount: 50 }) });
  assert.equal(error?.code, "SERVER");
  assert.match(error?.message ?? "", /stored none of the keys: SERVER_ERROR object too large for cache$/);
  assert.deepEqual([result.populate?.requests, result.populate?.errors, result.seconds], [50, 50, 0]);
  assert.equal(server.countOf("get"), 0);
});

test("populating is given up when nothing but errors comes back", async () => {
  const server = await serve((request) =>
    request.words[0] === "version" ? cacheScript()(request) : "SERVER_ERROR x\r\n",
  );
  const { result, error } = await run(server, { workload: testWorkload({ keyCount: 2 ** 31 - 1 }) });
  assert.equal(error?.code, "SERVER");
  assert.equal(result.populate?.complete, false);
  assert.deepEqual(result.populate?.errorReplies[0]?.text, "SERVER_ERROR x");
});
