/** A well-behaved client in a thread of its own: one get after another, each timed, until it is told to stop. */

import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { BYSTANDER_KEY, BYSTANDER_VALUE, type BystanderReport } from "./bystander-report.ts";
import { connectTo, type Target } from "./server-process.ts";

const REPLY = `VALUE ${BYSTANDER_KEY} 0 ${BYSTANDER_VALUE.length}\r\n${BYSTANDER_VALUE}\r\nEND\r\n`;
const PAUSE_MS = 1;

const latenciesMs: number[] = [];
let isStopped = false;
let failure: string | undefined;
const socket = await connectTo(workerData as Target);
let received = "";
let onNews: (() => void) | undefined;
socket.setNoDelay(true);
socket.on("data", (chunk) => {
  received += chunk.toString("latin1");
  onNews?.();
});
socket.on("close", () => {
  failure ??= "its connection was closed";
  onNews?.();
});
parentPort?.on("message", () => {
  isStopped = true;
});
parentPort?.postMessage("ready");
while (!isStopped && failure === undefined) {
  const startedMs = performance.now();
  socket.write(`get ${BYSTANDER_KEY}\r\n`);
  while (received.length < REPLY.length && failure === undefined) {
    await new Promise<void>((resolve) => {
      onNews = resolve;
    });
  }
  if (received !== REPLY) failure ??= `it was answered ${JSON.stringify(received.slice(0, 100))}`;
  received = "";
  latenciesMs.push(performance.now() - startedMs);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
latenciesMs.sort((left, right) => left - right);
const quantile = (part: number) => latenciesMs[Math.floor((latenciesMs.length - 1) * part)] ?? Number.NaN;
const report: BystanderReport = {
  requests: latenciesMs.length,
  p50Ms: quantile(0.5),
  p99Ms: quantile(0.99),
  worstMs: quantile(1),
  failure,
};
parentPort?.postMessage(report);
socket.destroy();
process.exit();
