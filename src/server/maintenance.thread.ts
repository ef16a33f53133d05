/** The maintenance thread: keeps the server's clock; between ticks the store's maintainer juggles its queues, the crawler crawls, pages move, and watchers get their lines. */

import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../base/assert.ts";
import { systemClock } from "../base/clock.ts";
import { LogCollector } from "../stats/log/log-collector.ts";
import { ThreadLog } from "../stats/log/thread-log.ts";
import { watcherCount } from "../stats/log/watched-types.ts";
import { ThreadCounters } from "../stats/thread-counters.ts";
import { Automover } from "../store/automover.ts";
import { ColdKeys } from "../store/cold-keys.ts";
import { Crawler } from "../store/crawler.ts";
import { Maintainer } from "../store/maintainer.ts";
import { PageMover } from "../store/page-mover.ts";
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

/** The same while classes can take new pages: nothing is evicted then, and the order of the queues matters to nobody yet. */
const REST_PER_WORK_WITH_ROOM = 49;

/** Pages are moved when somebody wants them to be, and no faster than this: a third of a core. */
const REST_PER_MOVE = 2;

/** The crawler, and the page mover, work for so long at a time. */
const CRAWL_MS = 2;
const MOVE_MS = 2;

/** memcached's crawler sleeps after so many items (crawler.c, CRAWLER_SLEEP_TIME between batches of 1000). */
const ITEMS_PER_SLEEP = 1000;

/** How often entries for watchers are collected, while somebody watches and else, and how many of each thread at most in one go. */
const COLLECT_MS = 10;
const COLLECT_MS_UNWATCHED = 100;
const COLLECTED_MAX = 500;

const US_PER_MS = 1000;

assert(parentPort !== null, "the maintenance thread has a parent");
const port = parentPort;
const data = workerData as ThreadData;
const counters = ThreadCounters.attach(data.counters, data.threadIndex);
const store = Store.attach(
  data.region,
  data.threadIndex,
  counters,
  ThreadLog.attach(data.log, data.threadIndex, counters),
  // It changes no item, but items that are moved may push others out.
  data.durable === undefined ? undefined : { changes: undefined, cold: new ColdKeys(data.durable.memory.cold) },
);
const collector = new LogCollector(data.log, counters);
const watchedWords = new Int32Array(data.log.words);
const maintainer = data.settings.lruMaintainer ? new Maintainer(store) : undefined;
const crawler = new Crawler(store);
const automover = new Automover(store);
const pageMover = new PageMover(store);
let timer: NodeJS.Timeout | undefined;
let collectTimer: NodeJS.Timeout | undefined;

port.on("message", (message: ToWorker) => {
  if (message.kind === "stop") {
    clearTimeout(timer);
    clearTimeout(collectTimer);
    tell({ kind: "stopped" });
  }
});
run();
collect();
tell({ kind: "ready" });

function tell(message: FromWorker): void {
  port.postMessage(message);
}

function run(): void {
  const { pool } = store.parts;
  store.tick(Math.floor(systemClock.unixMs() / 1000));
  const startMs = systemClock.monotonicMs();
  const juggleRestMs = maintainer?.step() ?? TICK_MS_MAX;
  const crawlRestMs = crawl(systemClock.monotonicMs() + CRAWL_MS);
  automover.step();
  const moveStartMs = systemClock.monotonicMs();
  const moveRestMs = movePage(moveStartMs + MOVE_MS);
  const restPerWork = pool.pagesTaken < pool.pageLimit ? REST_PER_WORK_WITH_ROOM : REST_PER_WORK;
  const moveMs = systemClock.monotonicMs() - moveStartMs;
  const workRestMs = Math.max(1, (moveStartMs - startMs) * restPerWork + moveMs * REST_PER_MOVE);
  const wantedRestMs = Math.min(juggleRestMs, crawlRestMs, moveRestMs, TICK_MS_MAX);
  timer = setTimeout(run, Math.min(TICK_MS_MAX, Math.max(workRestMs, wantedRestMs)));
}

/** Passes on what watchers want to see: at once again while there is more, so that upkeep has its turns between. */
function collect(): void {
  const collected = collector.collect(COLLECTED_MAX);
  const restMs = watcherCount(watchedWords) > 0 ? COLLECT_MS : COLLECT_MS_UNWATCHED;
  collectTimer = setTimeout(collect, collected === 0 ? restMs : 1);
}

/** Crawls until `endMs`; returns how long to rest, because lru_crawler_sleep wants so, or because there is nothing to do. */
function crawl(endMs: number): number {
  let examined = 0;
  while (crawler.isDue && systemClock.monotonicMs() < endMs) {
    examined += crawler.step();
  }
  const sleepMs = (examined * store.parts.tuning.crawlerSleepUs) / US_PER_MS / ITEMS_PER_SLEEP;
  return crawler.isDue ? sleepMs : TICK_MS_MAX;
}

/** Works on the move that is due, if any, until `endMs`; returns how long to rest. */
function movePage(endMs: number): number {
  let restMs = 0;
  while (pageMover.isDue && restMs === 0 && systemClock.monotonicMs() < endMs) {
    restMs = pageMover.step();
  }
  return pageMover.isDue ? restMs : TICK_MS_MAX;
}
