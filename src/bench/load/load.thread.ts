/** A load thread of memcached servers. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../base/assert.ts";
import { systemClock } from "../../base/clock.ts";
import type { ThreadPlan } from "../plan.ts";
import { serveEngine } from "../threads/serve-engine.ts";
import { LoadEngine } from "./engine.ts";
import { buffersOf } from "./recorder.ts";

assert(parentPort !== null, "load.thread.ts runs as a worker");
serveEngine(parentPort, new LoadEngine(workerData as ThreadPlan, systemClock), ({ servers }) =>
  servers.flatMap(buffersOf),
);
