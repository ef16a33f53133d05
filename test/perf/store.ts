/**
 * What the store costs in process, ns of CPU per operation: `node --expose-gc dist/test/perf/store.js [items]`.
 * Key making and hashing (measured apart) are included, as in reality.
 */
import { ThreadCounters } from "../../src/stats/thread-counters.ts";
import { STORE_MODE, StoreIntent } from "../../src/store/commit.ts";
import { Store } from "../../src/store/store.ts";
import { storeTotals } from "../../src/store/store-stats.ts";

const itemCount = Number(process.argv[2] ?? 1_000_000);
const memoryLimitBytes = Number(process.argv[3] ?? 1024) * 1024 * 1024;
const VALUE_BYTES = 100;
const KEY_BYTES = 12;

const region = Store.create({ startTimeUnix: 1_700_000_000, memoryLimitBytes });
const store = Store.attach(region, 0, ThreadCounters.attach(ThreadCounters.create(1), 0));
const intent = new StoreIntent();
const key = Buffer.from("key-00000000");
const value = Buffer.alloc(VALUE_BYTES, "v");
const target = Buffer.alloc(VALUE_BYTES + 2);
let state = 12345;

function random(below: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

/** Writes the key's digits and returns its hash. */
function makeKey(number: number): number {
  let rest = number;
  for (let index = KEY_BYTES - 1; index >= 4; index--) {
    const tenth = (rest / 10) | 0;
    key[index] = 48 + rest - tenth * 10;
    rest = tenth;
  }
  let hash = 0x811c9dc5 | 0;
  for (let index = 0; index < KEY_BYTES; index++) {
    hash = Math.imul(hash ^ (key[index] as number), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function set(number: number, bytes: Buffer): void {
  const hash = makeKey(number);
  const ref = store.allocate(key, 0, KEY_BYTES, hash, 0, 0, bytes.length);
  if (ref !== 0) {
    store.writeValue(ref, 0, bytes, 0, bytes.length);
    intent.reset(STORE_MODE.set);
    store.commit(ref, hash, intent);
  }
}

function get(number: number): boolean {
  const hash = makeKey(number);
  store.lock(hash);
  const ref = store.findLocked(key, 0, KEY_BYTES, hash);
  if (ref !== 0) {
    store.bumpLocked(ref);
    store.readValue(ref, 0, target, 0, store.items.valueLength(ref) + 2);
  }
  store.unlock(hash);
  return ref !== 0;
}

function increment(number: number): void {
  const hash = makeKey(number);
  store.lock(hash);
  const ref = store.findLocked(key, 0, KEY_BYTES, hash);
  if (ref !== 0) {
    store.addDeltaLocked(ref, hash, true, 1, 0);
  }
  store.unlock(hash);
}

let sink = 0;

function measure(name: string, count: number, operation: (index: number) => void): void {
  const start = process.cpuUsage();
  for (let index = 0; index < count; index++) {
    operation(index);
  }
  const used = process.cpuUsage(start);
  const ns = ((used.user + used.system) * 1000) / count;
  process.stdout.write(`${name.padEnd(28)} ${ns.toFixed(0).padStart(6)} ns/op\n`);
}

const rssBefore = process.memoryUsage.rss();
measure("key and hash", 2_000_000, (index) => {
  sink += makeKey(index);
});
measure("fill", itemCount, (index) => set(index, value));
const rssAfter = process.memoryUsage.rss();
measure("get random", 1_000_000, () => {
  sink += get(random(itemCount)) ? 1 : 0;
});
measure("set random", 1_000_000, () => set(random(itemCount), value));
measure("get hot 1000", 2_000_000, () => {
  sink += get(itemCount - 1 - random(1000)) ? 1 : 0;
});
measure("set hot 1000", 2_000_000, () => set(itemCount - 1 - random(1000), value));
const zero = Buffer.from("0000000");
for (let index = 0; index < 100_000; index++) {
  set(90_000_000 + index, zero);
}
measure("incr of 100k keys", 1_000_000, () => increment(90_000_000 + random(100_000)));
const totals = storeTotals(store);
process.stdout.write(
  `items ${totals.curr_items}, evictions ${totals.evictions}, hash power ${totals.hash_power_level}, ` +
    `RSS +${((rssAfter - rssBefore) / 1e6).toFixed(0)} MB (${((rssAfter - rssBefore) / totals.curr_items).toFixed(0)} B an item), ` +
    `newest present: ${get(itemCount - 1)}, checksum ${sink}\n`,
);
