/** A worker that works on hot keys of a shared store for a while and tells what it did. */
import { parentPort, workerData } from "node:worker_threads";
import { ThreadCounters } from "../../src/stats/thread-counters.ts";
import { STORE_MODE, STORE_RESULT, StoreIntent } from "../../src/store/commit.ts";
import { DELTA_RESULT } from "../../src/store/delta.ts";
import { Store } from "../../src/store/store.ts";
import { fillDescribed, isDescribed } from "./described-value.ts";
import { CAS_KEY, COUNTER_KEYS, type HammerOrder, type HammerReport } from "./hammer-order.ts";
import { testHash } from "./test-store.ts";

const HOT_KEY_COUNT = 24;
const JUNK_KEY_COUNT = 20_000;
const BIG_BYTES_MAX = 1_500_000;

const order = workerData as HammerOrder;
const store = Store.attach(order.region, order.threadIndex, ThreadCounters.attach(order.counters, order.threadIndex));
const intent = new StoreIntent();
const buffer = Buffer.alloc(BIG_BYTES_MAX + 2);
const report = { operations: 0, increments: 0, casStored: 0, casLost: 0, reads: 0, torn: 0, noMemory: 0, pinned: 0 };
let state = order.threadIndex * 7919 + 1;

function random(below: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

function put(key: string, length: number): void {
  const keyBytes = Buffer.from(key);
  const hash = testHash(key);
  const ref = store.allocate(keyBytes, 0, keyBytes.length, hash, 0, 0, length);
  if (ref === 0) {
    report.noMemory++;
    return;
  }
  fillDescribed(buffer, length, random(1 << 30));
  const half = length >> 1;
  store.writeValue(ref, 0, buffer, 0, half);
  store.writeValue(ref, half, buffer, half, length - half);
  intent.reset(STORE_MODE.set);
  store.commit(ref, hash, intent);
}

function read(key: string): void {
  const keyBytes = Buffer.from(key);
  const hash = testHash(key);
  store.lock(hash);
  const ref = store.findLocked(keyBytes, 0, keyBytes.length, hash);
  let length = -1;
  if (ref !== 0) {
    store.bumpLocked(ref);
    length = store.items.valueLength(ref);
    store.readValue(ref, 0, buffer, 0, length + 2);
  }
  store.unlock(hash);
  check(length);
}

/** Reads without holding the lock: the item is pinned while others overwrite and delete it. */
function readPinned(key: string): void {
  const keyBytes = Buffer.from(key);
  const hash = testHash(key);
  store.lock(hash);
  const ref = store.findLocked(keyBytes, 0, keyBytes.length, hash);
  const pinned = ref !== 0 && store.pinLocked(ref);
  store.unlock(hash);
  if (pinned) {
    let length = 0;
    for (const view of store.valueViews(ref, store.items.valueLength(ref) + 2)) {
      buffer.set(view, length);
      length += view.length;
    }
    store.release(ref);
    report.pinned++;
    check(length - 2);
  }
}

function check(length: number): void {
  if (length >= 0) {
    report.reads++;
    if (!isDescribed(buffer, length) || buffer[length] !== 13 || buffer[length + 1] !== 10) {
      report.torn++;
    }
  }
}

function remove(key: string): void {
  const keyBytes = Buffer.from(key);
  const hash = testHash(key);
  store.lock(hash);
  const ref = store.findLocked(keyBytes, 0, keyBytes.length, hash);
  if (ref !== 0) {
    store.unlinkLocked(ref, hash);
  }
  store.unlock(hash);
}

function increment(key: string): void {
  const keyBytes = Buffer.from(key);
  const hash = testHash(key);
  store.lock(hash);
  const ref = store.findLocked(keyBytes, 0, keyBytes.length, hash);
  if (ref !== 0 && store.addDeltaLocked(ref, hash, true, 1, 0) === DELTA_RESULT.ok) {
    report.increments++;
  }
  store.unlock(hash);
}

function compareAndSwap(): void {
  const keyBytes = Buffer.from(CAS_KEY);
  const hash = testHash(CAS_KEY);
  store.lock(hash);
  const ref = store.findLocked(keyBytes, 0, keyBytes.length, hash);
  const length = store.items.valueLength(ref);
  store.readValue(ref, 0, buffer, 0, length);
  intent.reset(STORE_MODE.cas);
  intent.casLow = store.items.casLow(ref);
  intent.casHigh = store.items.casHigh(ref);
  store.unlock(hash);
  const next = Buffer.from(String(Number(buffer.toString("latin1", 0, length)) + 1));
  const fresh = store.allocate(keyBytes, 0, keyBytes.length, hash, 0, 0, next.length);
  if (fresh === 0) {
    report.noMemory++;
    return;
  }
  store.writeValue(fresh, 0, next, 0, next.length);
  if (store.commit(fresh, hash, intent) === STORE_RESULT.stored) {
    report.casStored++;
  } else {
    report.casLost++;
  }
}

function step(): void {
  const hot = `hot-key-${random(HOT_KEY_COUNT)}`;
  const choice = random(1000);
  if (choice < 5) {
    put(hot, 600_000 + random(BIG_BYTES_MAX - 600_000));
  } else if (choice < 20) {
    readPinned(hot);
  } else if (choice < 200) {
    put(hot, 8 + random(random(4) === 0 ? 30_000 : 2_000));
  } else if (choice < 400) {
    put(`junk-${random(JUNK_KEY_COUNT)}`, 200 + random(3_000));
  } else if (choice < 420) {
    remove(hot);
  } else if (choice < 600) {
    read(choice < 500 ? hot : `junk-${random(JUNK_KEY_COUNT)}`);
  } else if (choice < 800) {
    increment(COUNTER_KEYS[random(COUNTER_KEYS.length)] ?? COUNTER_KEYS[0]);
  } else {
    compareAndSwap();
  }
}

const deadline = performance.now() + order.seconds * 1000;
while (performance.now() < deadline) {
  for (let round = 0; round < 50; round++) {
    step();
  }
  report.operations += 50;
}
parentPort?.postMessage(report satisfies HammerReport);
