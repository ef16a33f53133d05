/** A load thread of an HTTP application: one engine with its connections, told what to do by messages from the runner. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../base/assert.ts";
import { systemClock } from "../../base/clock.ts";
import { failureOf } from "../failure.ts";
import type { MeasurePhase } from "../plan.ts";
import { HttpEngine, type HttpIntervalReport } from "./http-engine.ts";
import type { FromHttpThread, ToHttpThread } from "./http-messages.ts";
import type { HttpThreadPlan } from "./http-plan.ts";

assert(parentPort !== null, "http-load.thread.ts runs as a worker");
const port = parentPort;
const engine = new HttpEngine(workerData as HttpThreadPlan, systemClock);

function send(message: FromHttpThread, report?: HttpIntervalReport): void {
  const { recorder, self } = report ?? {};
  const histograms = (recorder?.histograms ?? []).map(([, , packed]) => packed.buffer);
  port.postMessage(message, self === undefined ? [] : [...histograms, self.ownDelay.buffer, self.loopDelay.buffer]);
}

async function connect(): Promise<void> {
  try {
    await engine.connect();
    send({ kind: "connected" });
  } catch (error) {
    engine.close();
    send({ kind: "failed", failure: failureOf(error) });
  }
}

async function run(phase: MeasurePhase): Promise<void> {
  const report = await engine.run(phase, (interval) => send({ kind: "interval", report: interval }, interval));
  send({ kind: "report", report }, report.last);
}

port.on("message", (message: ToHttpThread) => {
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
