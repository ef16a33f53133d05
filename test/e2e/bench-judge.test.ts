/** `memtool bench` judging and keeping a run: thresholds, files, stages, and runs of an open loop that do not come to their end. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, test } from "node:test";
import { HistogramLogReader, type JsHistogram, listTags } from "hdr-histogram-js";
import { addressOf, measuredOf, resultOf, runWhile } from "../support/bench-run.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { runCli } from "../support/run-cli.ts";
import { cacheScript, type Script, ScriptedCache } from "../support/scripted-cache.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function memcached(): Promise<{ server: ServerProcess; address: string }> {
  const server = await startMemcached();
  stops.push(() => server.stop("SIGKILL"));
  return { server, address: addressOf(server) };
}

async function scripted(script: Script): Promise<string> {
  const server = await ScriptedCache.start(script);
  stops.push(() => server.stop());
  return `127.0.0.1:${server.port}`;
}

/** Every histogram of an interval log with this tag, added up. */
function loggedRequests(text: string, tag: string): number {
  const reader = new HistogramLogReader(text, 64);
  let requests = 0;
  for (let next = reader.nextIntervalHistogram(); next !== null; next = reader.nextIntervalHistogram()) {
    const { tag: found, totalCount } = next as JsHistogram & { tag?: string };
    requests += (found ?? "NO TAG") === tag ? totalCount : 0;
  }
  return requests;
}

const OPEN = ["--rate", "2k", "--keys", "500", "-c", "8"];

describe("against memcached", needsMemcached(), () => {
  test("thresholds that hold: exit 0, a table of them", async () => {
    const { address } = await memcached();
    const wanted = ["p99.9<1m", "get.hit.max<1m", "hit_rate>=1", "error_rate<0.1%", "ops>1"];
    const args = wanted.flatMap((text) => ["--threshold", text]);
    const { stdout, exitCode, stderr } = await runCli(["bench", address, "--requests", "5k", "--keys", "500", ...args]);
    assert.equal(exitCode, stdout.includes("\nINVALID: ") ? 1 : 0, stderr);
    assert.match(stdout, /\n.* hit_rate>=1 +100 %/);
    assert.match(stdout, /5 of 5 thresholds/);
  });

  test("a threshold that is missed: exit 1, which one and by how much", async () => {
    const { address } = await memcached();
    const args = [
      "--requests",
      "2k",
      "--keys",
      "500",
      "--threshold",
      "ops>99M",
      "--threshold",
      "hit_rate>0.5",
      "--json",
    ];
    const run = await runCli(["bench", address, ...args]);
    const result = resultOf(run);
    assert.equal(run.exitCode, 1);
    assert.deepEqual(
      result.thresholds.map(({ passed }) => passed),
      [false, true],
    );
    assert.equal(result.complete, true);
  });

  test("stages: what comes due is the integral of the rate, and the run ends with them", async () => {
    const { address } = await memcached();
    const stages = ["--stages", "500ms:2k,0s:500,500ms:500", "--keys", "500", "-c", "8", "--json"];
    const result = measuredOf(await runCli(["bench", address, ...stages]));
    assert.ok(Math.abs(result.total.requests - 750) <= 1, String(result.total.requests));
    assert.deepEqual(
      result.settings.stages?.map(({ fromRate, toRate }) => [fromRate, toRate]),
      [
        [0, 2000],
        [2000, 500],
        [500, 500],
      ],
    );
    assert.ok(Math.abs(result.seconds - 1) < 0.1, String(result.seconds));
  });

  test("files: rows, intervals and percentiles of the same requests, readable by the HdrHistogram library", async () => {
    const { address } = await memcached();
    const folder = temporaryFolder("bench-files-");
    const [csv, hlog, hgrm] = ["run.csv", "run.hlog", "run.hgrm"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const files = ["--csv", csv, "--hlog", hlog, "--hgrm", hgrm];
    const result = measuredOf(await runCli(["bench", address, ...OPEN, "--duration", "2500ms", ...files, "--json"]));
    const { requests, errors } = result.total;
    const [head = "", ...rows] = readFileSync(csv, "utf8").trimEnd().split("\n");
    const column = head.trim().split(",").indexOf("requests");
    assert.equal(rows.length, result.series.length);
    assert.equal(
      rows.reduce((sum, row) => sum + Number(row.split(",")[column]), 0),
      requests,
    );
    const log = readFileSync(hlog, "utf8");
    assert.deepEqual(new Set(listTags(log)), new Set(["NO TAG", "service", "get", "set"]));
    assert.equal(loggedRequests(log, "NO TAG"), requests - errors);
    assert.equal(loggedRequests(log, "get") + loggedRequests(log, "set"), requests - errors);
    assert.match(readFileSync(hgrm, "utf8"), new RegExp(`Total count += +${requests - errors}\\]`));
  });

  test("a file that cannot be written: exit 2 before anything runs", async () => {
    const { address } = await memcached();
    const { exitCode, stderr, stdout } = await runCli(["bench", address, "--csv", "/nowhere/run.csv"]);
    assert.deepEqual([exitCode, stdout], [2, ""]);
    assert.match(stderr, /--csv \/nowhere\/run\.csv cannot be written/);
  });

  test("SIGINT in an open loop: exit 130, and a report of what was measured until then", async () => {
    const { address } = await memcached();
    const args = [address, ...OPEN, "--duration", "10m", "--json"];
    const run = await runWhile(args, (pid) => process.kill(pid, "SIGINT"));
    const result = resultOf(run);
    assert.deepEqual([run.exitCode, result.complete, result.interrupted, result.error], [130, false, true, null]);
    assert.ok(result.total.requests > 0 && result.seconds < 60);
    const sum = result.operations.reduce((all, { requests }) => all + requests, 0);
    assert.deepEqual([sum, result.total.response?.count], [result.total.requests, result.total.requests]);
  });

  test("a server killed in an open loop: exit 3, why, and what was measured", async () => {
    const { server, address } = await memcached();
    const args = [address, ...OPEN, "--duration", "10m", "--json"];
    const run = await runWhile(args, () => process.kill(server.pid, "SIGKILL"));
    const result = resultOf(run);
    assert.deepEqual([run.exitCode, result.complete, result.error?.code], [3, false, "DISCONNECTED"]);
    assert.ok(result.total.requests > 0);
    assert.match(run.stderr, /lost the connection to 127\.0\.0\.1:\d+/);
  });
});

test("SERVER_ERROR to every set: exit 3 with the server's words, while the keys are set and without setting them", async () => {
  const cache = cacheScript();
  const address = await scripted((request) =>
    request.words[0] === "set" ? "SERVER_ERROR out of memory storing object\r\n" : cache(request),
  );
  const populating = await runCli(["bench", address, "--keys", "100"]);
  assert.equal(populating.exitCode, 3);
  assert.match(populating.stderr, /stored none of the keys: SERVER_ERROR out of memory storing object/);
  const loading = await runCli(["bench", address, "--no-populate", "--ratio", "set=1", "--requests", "200"]);
  assert.equal(loading.exitCode, 3);
  assert.match(loading.stderr, /answered every request with an error: SERVER_ERROR out of memory storing object/);
});

test("garbage in the middle of an open loop: exit 3, one document", async () => {
  const cache = cacheScript();
  const address = await scripted((request) => (request.index === 900 ? "WHAT\r\n" : cache(request)));
  const run = await runCli(["bench", address, ...OPEN, "--duration", "1m", "--json"]);
  const result = resultOf(run);
  assert.deepEqual([run.exitCode, result.complete, result.error?.code], [3, false, "PROTOCOL"]);
  assert.ok(result.total.requests > 0);
});
