/** The maintenance thread: keeps the server's clock, and lets the store's maintainer juggle its queues between ticks. */

import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../base/assert.ts";
import { systemClock } from "../base/clock.ts";
import { ThreadCounters } from "../stats/thread-counters.ts";
import { Maintainer } from "../store/maintainer.ts";
import { Store } from "../store/store.ts";
import type { FromWorker, ThreadData, ToWorker } from "./messages.ts";

/** The clock is looked at this often at least, so that its second changes on time. */
const TICK_MS_MAX = 100;

/**
 * After a pass the thread rests so many times as long as the pass took: at most a tenth of a core goes into upkeep, and locks are
 * left to the workers. Under load there is always something to move, and nothing depends on its being moved at once: a worker that
 * needs memory pulls the tails itself.
 */
const REST_PER_WORK = 9;

assert(parentPort !== null, "the maintenance thread has a parent");
const port = parentPort;
const data = workerData as ThreadData;
const store = Store.attach(data.region, data.threadIndex, ThreadCounters.attach(data.counters, data.threadIndex));
const maintainer = new Maintainer(store);
let timer: NodeJS.Timeout | undefined;

port.on("message", (message: ToWorker) => {
  if (message.kind === "stop") {
    clearTimeout(timer);
    tell({ kind: "stopped" });
  }
});
run();
tell({ kind: "ready" });

function tell(message: FromWorker): void {
  port.postMessage(message);
}

function run(): void {
  store.tick(Math.floor(systemClock.unixMs() / 1000));
  const startMs = systemClock.monotonicMs();
  const sleepMs = maintainer.step();
  const restMs = (systemClock.monotonicMs() - startMs) * REST_PER_WORK;
  timer = setTimeout(run, Math.min(Math.max(sleepMs, restMs, 1), TICK_MS_MAX));
}
