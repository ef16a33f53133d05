/** A stall of the load generator itself, stopped for a second in mid-run: it is told as such, and the server is not blamed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { BenchResult } from "../../src/bench/result/document.ts";
import { startKnownServer } from "../support/known-server.ts";
import { spawnCli } from "../support/run-cli.ts";

async function stoppedFor1s(args: readonly string[]): Promise<{ result: BenchResult; exitCode: number | null }> {
  const server = await startKnownServer({ timing: { kind: "fixed", delayMs: 1 } });
  try {
    const child = spawnCli([
      "bench",
      `127.0.0.1:${server.port}`,
      "--keys",
      "1000",
      "--duration",
      "4s",
      ...args,
      "--json",
    ]);
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    const measuring = new Promise<void>((resolve) => {
      child.stderr.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("measure")) resolve();
      });
    });
    const ended = new Promise<number | null>((resolve) => {
      child.once("close", (code) => resolve(code));
    });
    await measuring;
    process.kill(child.pid ?? 0, "SIGSTOP");
    await sleep(1000);
    process.kill(child.pid ?? 0, "SIGCONT");
    const exitCode = await ended;
    return { result: JSON.parse(stdout) as BenchResult, exitCode };
  } finally {
    await server.close();
  }
}

test("in an open loop it is send lag and own delay, the run is INVALID, the service time stays short", async () => {
  const { result, exitCode } = await stoppedFor1s(["--rate", "1000"]);
  assert.equal(exitCode, 1);
  assert.equal(result.valid, false);
  assert.match(result.invalidReasons.join("; "), /a load thread stood still for/);
  assert.ok((result.total.sendLag?.maxUs ?? 0) > 900_000, `${result.total.sendLag?.maxUs} us`);
  assert.ok((result.client.ownDelay?.maxUs ?? 0) > 900_000, `${result.client.ownDelay?.maxUs} us`);
  assert.ok((result.total.response?.maxUs ?? 0) > 900_000, `${result.total.response?.maxUs} us`);
  assert.ok((result.total.service.maxUs ?? Number.NaN) < 500_000, `${result.total.service.maxUs} us`);
  assert.ok(result.client.stallMsMax > 900, `${result.client.stallMsMax} ms`);
});

test("in a closed loop the replies read after it have no known time, and the run is INVALID", async () => {
  const { result, exitCode } = await stoppedFor1s([]);
  assert.deepEqual([exitCode, result.valid], [1, false]);
  assert.match(result.invalidReasons.join("; "), /a load thread stood still for/);
  assert.ok(result.client.untimedReplies > 0);
  assert.ok((result.total.service.maxUs ?? Number.NaN) < 500_000, `${result.total.service.maxUs} us`);
});
