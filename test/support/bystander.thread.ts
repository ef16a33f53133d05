/**
 * A polite client in a thread of its own: asks the same again and again over one connection, a pause between two requests, and
 * measures how long each answer takes. It must be answered, rightly and in time, whatever the others do.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { BystanderReport, BystanderTalk } from "./bystander-report.ts";
import { connectTo } from "./server-process.ts";

const PAUSE_MS = 1;
/** Whoever is not answered by then is not going to be. */
const ANSWER_MS_MAX = 20_000;

const talk = workerData as BystanderTalk;
const latenciesMs: number[] = [];
let isStopped = false;
let failure: string | undefined;
const socket = await connectTo(talk.target);
let received = "";
let onNews: (() => void) | undefined;
socket.setNoDelay(true);
socket.on("data", (chunk) => {
  received += chunk.toString("latin1");
  onNews?.();
});
socket.on("error", () => {});
socket.on("close", () => {
  failure ??= "its connection was closed";
  onNews?.();
});
parentPort?.on("message", () => {
  isStopped = true;
});

async function ask(request: string, reply: string): Promise<void> {
  received = "";
  const timer = setTimeout(() => {
    failure ??= `it was not answered within ${ANSWER_MS_MAX} ms`;
    onNews?.();
  }, ANSWER_MS_MAX);
  socket.write(request, "latin1");
  while (received.length < reply.length && failure === undefined) {
    await new Promise<void>((resolve) => {
      onNews = resolve;
    });
    if (!reply.startsWith(received)) failure ??= `it was answered ${JSON.stringify(received.slice(0, 100))}`;
  }
  clearTimeout(timer);
}

if (talk.hello !== "") await ask(talk.hello, talk.helloReply);
parentPort?.postMessage("ready");
while (!isStopped && failure === undefined) {
  const startedMs = performance.now();
  await ask(talk.request, talk.reply);
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
// The message has to leave first.
setTimeout(() => process.exit(), 100);
