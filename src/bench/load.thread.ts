/** A load thread: one engine with its connections, told what to do by messages from the runner. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../base/assert.ts";
import { systemClock } from "../base/clock.ts";
import { failureOf } from "./failure.ts";
import { LoadEngine } from "./load-engine.ts";
import type { FromThread, ToThread } from "./messages.ts";
import type { Phase, ThreadPlan } from "./plan.ts";
import { buffersOf } from "./recorder.ts";

assert(parentPort !== null, "load.thread.ts runs as a worker");
const port = parentPort;
const engine = new LoadEngine(workerData as ThreadPlan, systemClock);

function send(message: FromThread, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

async function connect(): Promise<void> {
  try {
    send({ kind: "connected", serverVersion: await engine.connect() });
  } catch (error) {
    engine.close();
    send({ kind: "failed", failure: failureOf(error) });
  }
}

async function run(phase: Phase): Promise<void> {
  const report = await engine.run(phase, () => {
    const snapshot = engine.snapshot();
    send({ kind: "progress", snapshot }, buffersOf(snapshot));
  });
  send({ kind: "report", report }, buffersOf(report.snapshot));
}

port.on("message", (message: ToThread) => {
  switch (message.kind) {
    case "run":
      void run(message.phase);
      break;
    case "stop":
      engine.stop();
      break;
    case "close":
      engine.close();
      break;
  }
});

void connect();
