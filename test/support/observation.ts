/** What happened to a server and to a bystander while somebody misbehaved, and how much of it is all right. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import type { BystanderReport, BystanderTalk } from "./bystander-report.ts";
import type { ServerProcess } from "./server-process.ts";

/** Whether this is the full run. */
export const IS_FULL = process.env["MEMTOOL_ABUSE_FULL"] === "1";
/** A mebibyte. */
export const MIB = 1024 * 1024;

const P99_MS_MAX = IS_FULL ? 50 : 2000;
const WORST_MS_MAX = IS_FULL ? 500 : 10_000;
const SAMPLE_MS = 20;
/** What is still under way when the attack is over is part of it. */
const AFTERMATH_MS = 100;

/** Memory in bytes. */
export interface Observation {
  readonly bystander: BystanderReport;
  readonly residentBefore: number;
  readonly residentMax: number;
  readonly residentAfter: number;
  /** How much longer than alone on the machine the server took: 2 when it waited for a core as long as it had one. */
  readonly slowdown: number;
}

/** Runs `attack` with a bystander beside it. Rejects if the attack does; the bystander is gone either way. */
export async function observe(
  server: ServerProcess,
  talk: BystanderTalk,
  attack: () => Promise<void>,
): Promise<Observation> {
  const residentBefore = server.residentBytes;
  const before = server.schedule;
  let residentMax = residentBefore;
  const bystander = new Worker(new URL("./bystander.thread.js", import.meta.url), { workerData: talk });
  const told: unknown[] = [];
  bystander.on("message", (message) => told.push(message));
  const sampler = setInterval(() => {
    residentMax = Math.max(residentMax, server.residentBytes);
  }, SAMPLE_MS);
  try {
    await once(bystander, "message");
    await attack();
    await new Promise((resolve) => setTimeout(resolve, AFTERMATH_MS));
    bystander.postMessage("stop");
    // It has told already if it was not served.
    while (told.length < 2) await once(bystander, "message");
    const residentAfter = server.residentBytes;
    const after = server.schedule;
    const slowdown = 1 + (after.waitedNs - before.waitedNs) / (after.ranNs - before.ranNs);
    return { bystander: told[1] as BystanderReport, residentBefore, residentMax, residentAfter, slowdown };
  } finally {
    clearInterval(sampler);
    await bystander.terminate();
  }
}

/**
 * Says what was observed, and whether the promises were kept. They are about a server that has the machine to itself: where other
 * processes (whoever attacks is one) kept it waiting for a core, a request may take as much longer as the server did.
 */
export function judge(context: TestContext, observation: Observation, residentBytesMax: number): void {
  const { bystander, residentBefore, residentMax, residentAfter, slowdown } = observation;
  const { requests, p50Ms, p99Ms, worstMs, failure } = bystander;
  const mib = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;
  context.diagnostic(
    `resident ${mib(residentBefore)}, at most ${mib(residentMax)} of ${mib(residentBytesMax)}, then ${mib(residentAfter)}; ` +
      `bystander: ${requests} requests, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, worst ${worstMs.toFixed(1)} ms; ` +
      `others slowed the server down ${slowdown.toFixed(1)} times`,
  );
  assert.equal(failure, undefined, `the bystander is served: ${failure}`);
  assert.ok(residentMax <= residentBytesMax, `${mib(residentMax)} resident, more than ${mib(residentBytesMax)}`);
  const [p99MsMax, worstMsMax] = [P99_MS_MAX * slowdown, WORST_MS_MAX * slowdown];
  assert.ok(p99Ms <= p99MsMax, `the bystander waited ${p99Ms} ms (p99), more than ${p99MsMax}`);
  assert.ok(worstMs <= worstMsMax, `the bystander waited ${worstMs} ms at worst, more than ${worstMsMax}`);
}
