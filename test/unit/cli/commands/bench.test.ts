/** `memtool bench`: the handler in this process, against a scripted server: what goes to stdout and stderr, and the exit code. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { BenchResult } from "../../../../src/bench/result/document.ts";
import { isRawCommand } from "../../../../src/cli/command.ts";
import { benchCommand } from "../../../../src/cli/commands/bench.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { cacheScript, type Script, ScriptedCache } from "../../../support/scripted-cache.ts";
import { createTestContext, type TestContextOptions } from "../../../support/test-context.ts";

const servers: ScriptedCache[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function bench(script: Script, words: readonly string[], options: TestContextOptions = {}) {
  const server = await ScriptedCache.start(script);
  servers.push(server);
  const { context, stdoutText, stderrText } = createTestContext(options);
  assert.ok(!isRawCommand(benchCommand));
  const args = parseArguments(benchCommand, [`127.0.0.1:${server.port}`, "--keys", "50", "-c", "4", ...words]);
  assert.ok(typeof args !== "string");
  const exitCode = await benchCommand.handler(args, context);
  return { exitCode, stdout: stdoutText(), stderr: stderrText() };
}

test("plain text in a pipe", async () => {
  const { exitCode, stdout, stderr } = await bench(cacheScript(), ["--requests", "500"]);
  assert.equal(exitCode, stdout.includes("\nINVALID: ") ? 1 : 0);
  assert.match(stdout, /\ntotal +500 /);
  assert.match(stdout, /Note: 127\.0\.0\.1:\d+ gave no statistics/);
  assert.doesNotMatch(stdout, /│/);
  assert.equal(stderr, "");
});

test("a framed table on a terminal", async () => {
  const { stdout } = await bench(cacheScript(), ["--requests", "500"], { isTerminal: true, width: 200 });
  assert.match(stdout, /│ total +│ +500 │/);
});

test("JSON", async () => {
  const { stdout } = await bench(cacheScript(), ["--requests", "500", "--json"]);
  const result = JSON.parse(stdout) as BenchResult;
  assert.deepEqual([result.total.requests, result.total.hitRate, result.settings.keys], [500, 1, 50]);
});

test("a run that fails: the result so far on stdout, why on stderr, exit 3", async () => {
  const cache = cacheScript();
  const script: Script = (request) =>
    request.words[0] !== "version" && request.words[0] !== "stats" && request.index >= 300
      ? { text: "", ending: "close" }
      : cache(request);
  const { exitCode, stdout, stderr } = await bench(script, ["--requests", "5000"]);
  assert.equal(exitCode, 3);
  assert.match(stdout, /until it failed/);
  assert.match(stderr, /^memtool bench: lost the connection/);
});
