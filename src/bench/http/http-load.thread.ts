/** A load thread of an HTTP application. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../base/assert.ts";
import { systemClock } from "../../base/clock.ts";
import { serveEngine } from "../threads/serve-engine.ts";
import { HttpEngine } from "./http-engine.ts";
import type { HttpThreadPlan } from "./http-plan.ts";

assert(parentPort !== null, "http-load.thread.ts runs as a worker");
serveEngine(parentPort, new HttpEngine(workerData as HttpThreadPlan, systemClock), ({ recorder }) =>
  recorder.histograms.map(([, , packed]) => packed.buffer),
);
