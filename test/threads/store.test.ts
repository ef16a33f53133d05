/**
 * Four threads on the hot keys of one store that is too small for them, while pages move between its classes without end: no increment
 * or cas is lost, no value is torn, and the arena is whole afterwards. MEMTOOL_THREADS_SECONDS sets how long (default 5).
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { Worker } from "node:worker_threads";
import { COUNTER, type ThreadCounterName } from "../../src/stats/counter-names.ts";
import { ThreadCounters } from "../../src/stats/thread-counters.ts";
import { checkInvariants } from "../../src/store/invariants.ts";
import { Maintainer } from "../../src/store/maintainer.ts";
import { ANY_CLASS, POOL_CLASS } from "../../src/store/page-move-order.ts";
import { PageMover } from "../../src/store/page-mover.ts";
import { storeTotals } from "../../src/store/store-stats.ts";
import { CAS_KEY, COUNTER_KEYS, type HammerOrder, type HammerReport } from "../support/hammer-order.ts";
import { TEST_START, TestStore } from "../support/test-store.ts";

const THREADS = 4;
const seconds = Number(process.env["MEMTOOL_THREADS_SECONDS"] ?? 5);

/** Works on the move that is going on for a moment; orders the next one, to the pool now and then. */
function movePages({ store }: TestStore, mover: PageMover, ticks: number): void {
  const { moveOrder, slabs } = store.parts;
  moveOrder.order(ANY_CLASS, ticks % 7 === 0 ? POOL_CLASS : 1 + (ticks % slabs.largestClass));
  for (let steps = 0; mover.isDue && steps < 20; steps++) {
    if (mover.step() > 0) {
      return;
    }
  }
}

it(`${THREADS} threads: incr and cas exact, no torn value, arena whole`, async (context) => {
  const test = new TestStore({
    memoryLimitBytes: 56 * 1024 * 1024,
    itemSizeMax: 4 * 1024 * 1024,
    hashPower: 12,
  });
  for (const key of [...COUNTER_KEYS, CAS_KEY]) {
    test.set(key, "0");
  }
  const counters = ThreadCounters.create(THREADS + 1);
  const workers = Array.from({ length: THREADS }, (_, index) => {
    const order: HammerOrder = { region: test.region, counters, threadIndex: index + 1, seconds };
    return new Worker(new URL("../support/store-hammer.thread.js", import.meta.url), { workerData: order });
  });
  const maintainer = new Maintainer(test.store);
  const mover = new PageMover(test.store);
  let ticks = 0;
  const upkeep = setInterval(() => {
    ticks++;
    test.store.tick(TEST_START + Math.floor(ticks / 20));
    maintainer.step();
    movePages(test, mover, ticks);
  }, 5);
  const reports = await Promise.all(
    workers.map(async (worker) => {
      const [report] = (await once(worker, "message")) as [HammerReport];
      return report;
    }),
  );
  clearInterval(upkeep);
  await Promise.all(workers.map((worker) => worker.terminate()));
  const total = (name: keyof HammerReport): number => reports.reduce((sum, report) => sum + report[name], 0);
  const totals = storeTotals(test.store);
  const moved = (name: ThreadCounterName): number => test.store.counters.values[COUNTER[name]] ?? 0;
  context.diagnostic(
    `${moved("slabs_moved")} pages moved, with ${moved("slab_reassign_rescues")} items and ` +
      `${moved("slab_reassign_chunk_rescues")} pieces, busy ${moved("slab_reassign_busy_items")}`,
  );
  context.diagnostic(
    `${total("operations")} operations, ${total("increments")} increments, ${total("casStored")} cas stored, ` +
      `${total("casLost")} lost, ${total("reads")} values read, ${total("pinned")} of them pinned, ${total("noMemory")} without memory, ` +
      `${totals.evictions} evictions, ${totals.moves_to_cold} to cold, ${totals.moves_to_warm} to warm`,
  );
  assert.equal(total("torn"), 0);
  const sum = COUNTER_KEYS.reduce((value, key) => value + Number(test.get(key)), 0);
  assert.equal(sum, total("increments"));
  assert.equal(Number(test.get(CAS_KEY)), total("casStored"));
  assert.ok(total("reads") > 0 && total("pinned") > 0 && total("casStored") > 0 && totals.evictions > 0);
  assert.ok(moved("slabs_moved") > 0 && moved("slab_reassign_rescues") > 0 && moved("slab_reassign_chunk_rescues") > 0);
  while (mover.isDue) {
    mover.step();
  }
  const report = checkInvariants(test.store);
  assert.deepEqual(report.problems, []);
  assert.equal(report.chunksInFlight, 0);
});
