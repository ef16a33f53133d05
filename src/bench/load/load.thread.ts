/** A load thread: one engine with its connections, told what to do by messages from the runner. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../base/assert.ts";
import { systemClock } from "../../base/clock.ts";
import { failureOf } from "../failure.ts";
import type { Phase, ThreadPlan } from "../plan.ts";
import { LoadEngine } from "./engine.ts";
import type { FromThread, ToThread } from "./messages.ts";
import { buffersOf } from "./recorder.ts";
import type { IntervalReport } from "./reports.ts";

assert(parentPort !== null, "load.thread.ts runs as a worker");
const port = parentPort;
const engine = new LoadEngine(workerData as ThreadPlan, systemClock);

function send(message: FromThread, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function buffersOfInterval({ servers, self }: IntervalReport): ArrayBuffer[] {
  return [...servers.flatMap(buffersOf), self.ownDelay.buffer, self.loopDelay.buffer];
}

async function connect(): Promise<void> {
  try {
    send({ kind: "connected", versions: await engine.connect() });
  } catch (error) {
    engine.close();
    send({ kind: "failed", failure: failureOf(error) });
  }
}

async function run(phase: Phase): Promise<void> {
  const report = await engine.run(phase, (interval) => {
    send({ kind: "interval", report: interval }, buffersOfInterval(interval));
  });
  send({ kind: "report", report }, buffersOfInterval(report.last));
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
