/** `memtool bench http://...`: the handler in this process, against an application of a few lines: what goes where, and the exit code. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import type { HttpBenchResult } from "../../../../src/bench/http/http-document.ts";
import { isRawCommand } from "../../../../src/cli/command.ts";
import { benchCommand } from "../../../../src/cli/commands/bench.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { type AppScript, answerAfter, HttpApp } from "../../../support/http-app.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { createTestContext, type TestContextOptions } from "../../../support/test-context.ts";

const apps: HttpApp[] = [];

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
});

async function bench(script: AppScript, words: readonly string[], options: TestContextOptions = {}) {
  const app = await HttpApp.start(script);
  apps.push(app);
  const { context, stdoutText, stderrText } = createTestContext(options);
  assert.ok(!isRawCommand(benchCommand));
  const args = parseArguments(benchCommand, [`${app.origin}/carts/{key}`, "-c", "4", "-t", "1", ...words]);
  assert.ok(typeof args !== "string");
  const exitCode = await benchCommand.handler(args, context);
  return { app, exitCode, stdout: stdoutText(), stderr: stderrText() };
}

test("plain text in a pipe", async () => {
  const { exitCode, stdout } = await bench(answerAfter(0), ["--requests", "200", "--histogram"]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Closed loop against http:\/\/127\.0\.0\.1:\d+: 4 connections on 1 thread/);
  assert.match(stdout, /\nGET \/carts\/\{key\} +200 /);
  assert.doesNotMatch(stdout, /│/);
});

test("a framed table on a terminal", async () => {
  const { stdout } = await bench(answerAfter(0), ["--requests", "50"], { isTerminal: true, width: 200 });
  assert.match(stdout, /│ GET \/carts\/\{key\} +│ +50 │/);
});

test("JSON, files, and keys as they were asked for", async () => {
  const folder = temporaryFolder("http-run-");
  const files = ["csv", "hlog", "hgrm"].flatMap((name) => [`--${name}`, join(folder, name)]);
  const words = ["--requests", "300", "--json", "--keys", "10", "--distribution", "sequential", ...files];
  const { app, stdout } = await bench(answerAfter(0), words);
  const result = JSON.parse(stdout) as HttpBenchResult;
  assert.deepEqual([result.schema, result.total.requests], ["memtool.bench-http/1", 300]);
  const urls = new Set(app.requests.map(({ url }) => url));
  assert.deepEqual(
    [...urls].sort(),
    Array.from({ length: 10 }, (_, key) => `/carts/${key}`),
  );
  const rows = readFileSync(join(folder, "csv"), "utf8").trim().split("\n").slice(1);
  assert.equal(
    rows.reduce((sum, row) => sum + Number(row.split(",")[3]), 0),
    300,
  );
  assert.match(readFileSync(join(folder, "hlog"), "utf8"), /\nTag=GET_\/carts\/\{key\},0\.000,/);
  assert.match(readFileSync(join(folder, "hgrm"), "utf8"), /Total count += {2,}300\]/);
});

test("a threshold that is missed ends with 1, and so does a metric without samples", async () => {
  const missed = await bench(answerAfter(0), ["--requests", "20", "--threshold", "p99<1ns"]);
  assert.deepEqual([missed.exitCode, /FAILED +p99<1ns/.test(missed.stdout)], [1, true]);
  const without = await bench(answerAfter(0), ["--requests", "20", "--threshold", "5xx.p99<1s"]);
  assert.deepEqual([without.exitCode, /no samples/.test(without.stdout)], [1, true]);
});

test("an application that closes every connection unanswered: the report on stdout, why on stderr, exit 3", async () => {
  const { exitCode, stdout, stderr } = await bench(({ socket }) => socket.destroy(), ["--requests", "20"]);
  assert.equal(exitCode, 3);
  assert.match(stdout, /20 times: connection closed by the server/);
  assert.match(stderr, /memtool bench: .* answered none of the requests: connection closed by the server/);
});

test("options of an application without one are refused", async () => {
  assert.ok(!isRawCommand(benchCommand));
  const args = parseArguments(benchCommand, ["127.0.0.1:1", "--cache", "127.0.0.1:1"]);
  assert.ok(typeof args !== "string" && !isRawCommand(benchCommand));
  await assert.rejects(benchCommand.handler(args, createTestContext().context), {
    code: "USAGE",
    message: /--cache is for an HTTP application/,
  });
});
