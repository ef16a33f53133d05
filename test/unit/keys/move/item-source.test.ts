/** keys/move/item-source.ts: what becomes of every key that a scan sees, and of those it does not. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { ItemSource, type ItemSourceOptions, itemOf } from "../../../../src/keys/move/item-source.ts";
import type { StoredItem } from "../../../../src/keys/move/stored-item.ts";
import { type DumpScript, scriptedStats, startDumpServer } from "../../../support/dump-server.ts";
import { keyEntry } from "../../../support/key-entries.ts";

const clock = { ...systemClock, sleep: async () => {} };

async function readScripted(script: DumpScript, options: Partial<ItemSourceOptions> = {}) {
  const asked: string[] = [];
  const server = await startDumpServer(script, asked);
  const items: StoredItem[] = [];
  const source = new ItemSource(server.address, {
    connectTimeoutMs: 5000,
    silenceTimeoutMs: 5000,
    clock,
    filter: () => true,
    isKnown: () => false,
    take: (item) => items.push(item),
    ready: () => undefined,
    ...options,
  });
  let failure: unknown;
  try {
    await source.run();
  } catch (error) {
    failure = error;
  }
  await server.close();
  const keys = items.map(({ key }) => Buffer.from(key).toString("latin1")).sort();
  return { keys, items, counts: source.counts, isComplete: source.isComplete, asked, failure };
}

const THREE: DumpScript = {
  ...scriptedStats({ 1: 3 }),
  "lru_crawler metadump 1":
    "key=a exp=-1 la=7 cas=9 fetch=no cls=1 size=60\nkey=b%20b exp=-1 cls=1\nkey=gone exp=-1 cls=1\nkey=old exp=1700000000 cls=1\nEND\r\n",
  "lru_crawler metadump hash": "key=a exp=-1 cls=1\nkey=late exp=-1 cls=2\nEND\r\n",
  "mg a v f t u": "VA 1 f5 t-1\r\nA\r\n",
  "mg YiBi b v f t u": "VA 2 f0 t100\r\nBB\r\n",
  "mg gone v f t u": "EN\r\n",
  "mg old v f t u": "EN\r\n",
  "mg late v f t u": "VA 0 f0 t-1\r\n\r\n",
};

test("items are read without being used, what went meanwhile is counted, and a second look finds what was missed", async () => {
  const { keys, items, counts, isComplete, asked, failure } = await readScripted(THREE);
  assert.equal(failure, undefined);
  assert.deepEqual(keys, ["a", "b b", "late"]);
  assert.deepEqual(counts, { chosen: 5, taken: 3, known: 0, gone: 1, expired: 1, unreadable: 0, hidden: 0 });
  assert.ok(isComplete);
  assert.equal(asked.filter((line) => line.startsWith("mg a ")).length, 1, "no key is read twice");
  const a = items.find(({ key }) => Buffer.from(key).toString() === "a");
  assert.deepEqual(a, {
    key: Buffer.from("a"),
    value: Buffer.from("A"),
    flags: 5,
    expiresAtMs: 0,
    lastAccessS: 7,
    cas: 9n,
  });
});

test("a rate does not keep it from waiting for the output", async () => {
  let asked = 0;
  const ready = (): undefined => void asked++;
  const { counts } = await readScripted(THREE, { rate: 1, ready });
  assert.equal(asked, counts.chosen);
});

test("only what is chosen, of the class that is chosen, and not what is there already", async () => {
  const chosen = await readScripted(THREE, { filter: ({ key }) => key.toString() !== "gone", onlyClass: 1 });
  assert.deepEqual(chosen.keys, ["a", "b b"]);
  const known = await readScripted(THREE, { isKnown: (key) => Buffer.from(key).toString() === "a" });
  assert.deepEqual(known.keys, ["b b", "late"]);
  assert.equal(known.counts.known, 1);
});

test("keys that no meta command can name are counted; a server without those commands is an error that says so", async () => {
  const long = `${"%20".repeat(187)}`;
  const unreadable = await readScripted({
    ...THREE,
    "lru_crawler metadump 1": `key=${long} exp=-1 cls=1\nEND\r\n`,
    "lru_crawler metadump hash": "END\r\n",
  });
  assert.equal(unreadable.counts.unreadable, 1);
  const { "mg a v f t u": _, ...without } = THREE;
  const { failure } = await readScripted(without);
  assert.ok(failure instanceof MemtoolError);
  assert.equal(failure.code, "SERVER");
  assert.match(failure.hint ?? "", /since 1\.6/);
});

test("where there is no metadump, keys that stats cachedump does not show are counted; it is not asked twice", async () => {
  const { keys, counts, isComplete, asked } = await readScripted({
    ...scriptedStats({ 1: 5 }),
    "stats cachedump 1 0": "ITEM a [1 b; 0 s]\r\nITEM c [1 b; 0 s]\r\nEND\r\n",
    "mg a v f t u": "VA 1 f5 t-1\r\nA\r\n",
    "mg c v f t u": "VA 1 f5 t-1\r\nC\r\n",
  });
  assert.deepEqual([keys, isComplete], [["a", "c"], true]);
  assert.deepEqual([counts.chosen, counts.hidden], [2, 3]);
  assert.equal(asked.filter((line) => line.startsWith("stats cachedump")).length, 1);
});

test("stopped, it hands over what was on its way and is not complete", async () => {
  let source: ItemSource | undefined;
  const server = await startDumpServer({
    ...THREE,
    "mg a v f t u": (socket: Socket) => {
      source?.stop();
      socket.write("VA 1 f5 t-1\r\nA\r\n");
    },
  });
  const keys: string[] = [];
  source = new ItemSource(server.address, {
    connectTimeoutMs: 5000,
    silenceTimeoutMs: 5000,
    clock,
    filter: () => true,
    isKnown: () => false,
    take: ({ key }) => keys.push(Buffer.from(key).toString()),
    ready: () => undefined,
  });
  await source.run();
  await server.close();
  assert.ok(keys.includes("a") && !keys.includes("late"));
  assert.equal(source.isComplete, false);
});

test("the item of a reply", () => {
  const entry = keyEntry("k", { lastAccess: undefined, cas: undefined });
  const item = itemOf(entry, { kind: "meta", code: "VA", flags: ["f7", "t60"], value: Buffer.from("v") }, 1000);
  assert.deepEqual(item, {
    key: entry.key,
    value: Buffer.from("v"),
    flags: 7,
    expiresAtMs: 60_500,
    lastAccessS: 0,
    cas: 0n,
  });
  assert.equal(itemOf(entry, { kind: "meta", code: "EN", flags: [], value: undefined }, 1000), undefined);
});
