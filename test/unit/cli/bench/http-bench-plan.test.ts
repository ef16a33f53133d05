/** From command lines about HTTP applications to plans: what each option becomes, and what is refused. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { httpBenchOf, isHttpBench } from "../../../../src/cli/bench/http-bench-plan.ts";
import type { HttpOptionValues } from "../../../../src/cli/bench/http-options.ts";
import { isRawCommand } from "../../../../src/cli/command.ts";
import { benchCommand } from "../../../../src/cli/commands/bench.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const URL_WORD = "http://127.0.0.1:3000/carts/{key}";

async function parsed(argv: readonly string[]): Promise<{ words: readonly string[]; options: HttpOptionValues }> {
  assert.ok(!isRawCommand(benchCommand));
  const args = parseArguments(benchCommand, argv);
  assert.ok(typeof args !== "string");
  return { words: args.words, options: args.options as unknown as HttpOptionValues };
}

async function bench(...argv: string[]) {
  const { words, options } = await parsed(argv);
  assert.ok(isHttpBench(words, options));
  return httpBenchOf(words, options, {});
}

test("a URL alone: a closed loop of GETs with keys that are numbers", async () => {
  const { plan, caches } = await bench(URL_WORD);
  assert.equal(plan.origin, "http://127.0.0.1:3000");
  assert.deepEqual(plan.requests, [
    { name: undefined, method: "GET", path: "/carts/{key}", weight: 1, body: undefined },
  ]);
  assert.deepEqual([plan.keyspace.keyPrefix, plan.keyspace.keyCount], ["", 100_000]);
  assert.deepEqual([plan.arrivals, plan.requestTimeoutMs, plan.verifyTls], [{ kind: "closed" }, 10_000, true]);
  assert.deepEqual(caches, []);
});

test("an address and a mix of requests", async () => {
  const { plan, caches } = await bench(
    "http://me:pw@127.0.0.1:3000",
    ...["-r", "GET /carts/{key} 9", "-r", "buy: PUT /carts/{key} 1 {}", "-H", "X-A: b", "--key-prefix", "u"],
    ...["--cache", "127.0.0.1:11211", "--cache", "cache2", "--threshold", "buy.p99<1s", "--tls-skip-verify"],
  );
  assert.deepEqual(
    plan.requests.map(({ method, weight }) => [method, weight]),
    [
      ["GET", 9],
      ["PUT", 1],
    ],
  );
  assert.deepEqual(plan.headers, [
    ["X-A", "b"],
    ["Authorization", "Basic bWU6cHc="],
  ]);
  assert.deepEqual([caches.length, plan.keyspace.keyPrefix, plan.verifyTls], [2, "u", false]);
  assert.equal(plan.thresholds.length, 1);
});

test("--body is for requests that take one, and makes a URL without a method a POST", async () => {
  const { plan } = await bench("http://h/x", "-r", "GET /y", "-r", "PUT /z 1 own", "--body", "common");
  assert.deepEqual(
    plan.requests.map(({ method, body }) => [method, body && Buffer.from(body).toString()]),
    [
      ["POST", "common"],
      ["GET", undefined],
      ["PUT", "own"],
    ],
  );
  const file = join(temporaryFolder("body-"), "body.json");
  writeFileSync(file, "from a file");
  const { plan: other } = await bench("POST http://h/x", "--body-file", file);
  assert.equal(Buffer.from(other.requests[0]?.body ?? []).toString(), "from a file");
});

test("what is refused", async () => {
  for (const [argv, found] of [
    [["-r", "GET /x"], /no request says where/],
    [["http://a/", "http://b/x"], /two applications/],
    [[URL_WORD, URL_WORD], /given twice/],
    [[URL_WORD, "--ratio", "1:9"], /--ratio means nothing/],
    [[URL_WORD, "--value-size", "1k"], /--value-size means nothing/],
    [[URL_WORD, "--reconnect"], /--reconnect means nothing/],
    [[URL_WORD, "-H", "nonsense"], /is no header/],
    [[URL_WORD, "-H", "content-length: 3"], /cannot be set/],
    [["GET http://a/x", "--body", "b"], /no request takes it/],
    [[URL_WORD, "--body", "a", "--body-file", "b"], /both give the body/],
    [[URL_WORD, "--warmup", "auto"], /no cache is named/],
    [[URL_WORD, "--threshold", "cache.hit_rate>0.5"], /no cache is read/],
    [[URL_WORD, "-P", "5000"], /--pipeline 5000 is out of range/],
    [[URL_WORD, "--request-timeout", "0"], /--request-timeout/],
  ] as const) {
    await assert.rejects(bench(...argv), { code: "USAGE", message: found }, argv.join(" "));
  }
});
