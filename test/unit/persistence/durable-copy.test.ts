/** The durable copy as a whole, on a real database: what a start finds, what it goes on from, and what it refuses. */
import assert from "node:assert/strict";
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { hashKey } from "../../../src/base/hash.ts";
import { ChangeWriter } from "../../../src/persistence/change-writer.ts";
import { createDurableMemory, DurableCopy } from "../../../src/persistence/durable-copy.ts";
import { PersistCounters } from "../../../src/persistence/persist-counters.ts";
import { ThreadCounters } from "../../../src/stats/thread-counters.ts";
import { ColdKeys } from "../../../src/store/cold-keys.ts";
import { STORE_MODE, StoreIntent } from "../../../src/store/commit.ts";
import { Store } from "../../../src/store/store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const SEED = 3;
const START = 1_700_000_000;

interface Server {
  readonly store: Store;
  readonly changes: ChangeWriter;
  readonly copy: DurableCopy;
  readonly cold: ColdKeys;
  readonly counters: PersistCounters;
  readonly log: string[];
}

interface ServerOptions {
  readonly startUnix?: number;
  readonly encryptionKey?: Uint8Array;
  readonly lagMs?: number;
  readonly movesDamaged?: boolean;
}

async function serve(
  directory: string,
  { startUnix = START, encryptionKey, lagMs = 0, movesDamaged = false }: ServerOptions = {},
): Promise<Server> {
  const memory = createDurableMemory();
  const region = Store.create({ startTimeUnix: startUnix, memoryLimitBytes: 8 * 1024 * 1024, hashPower: 12 });
  const threads = ThreadCounters.create(2);
  const log: string[] = [];
  const copy = await DurableCopy.open({
    directory,
    lagMs,
    limitBytes: undefined,
    encryptionKey,
    movesDamaged,
    memory,
    region,
    threadIndex: 1,
    threadCounters: ThreadCounters.attach(threads, 1),
    hashSeed: SEED,
    onDurable: () => {},
    onFailure: () => {},
    log: (line) => log.push(line),
  });
  const cold = new ColdKeys(memory.cold);
  const changes = new ChangeWriter(memory.journal, 1, startUnix - 62);
  const store = Store.attach(region, 0, ThreadCounters.attach(threads, 0), undefined, { changes, cold });
  return { store, changes, copy, cold, counters: new PersistCounters(memory.counters), log };
}

function set({ store }: Server, key: string, value: string): number {
  const [keyBytes, bytes] = [Buffer.from(key), Buffer.from(value)];
  const hash = hashKey(keyBytes, 0, keyBytes.length, SEED);
  const ref = store.allocate(keyBytes, 0, keyBytes.length, hash, 0, 0, bytes.length);
  store.writeValue(ref, 0, bytes, 0, bytes.length);
  const intent = new StoreIntent();
  intent.reset(STORE_MODE.set);
  store.commit(ref, hash, intent);
  return store.resultCasHigh * 2 ** 32 + store.resultCasLow;
}

function get({ store }: Server, key: string): string | undefined {
  const keyBytes = Buffer.from(key);
  const hash = hashKey(keyBytes, 0, keyBytes.length, SEED);
  store.lock(hash);
  const ref = store.findLocked(keyBytes, 0, keyBytes.length, hash);
  const value = ref === 0 ? undefined : Buffer.alloc(store.items.valueLength(ref));
  if (value !== undefined) {
    store.readValue(ref, 0, value, 0, value.length);
  }
  store.unlock(hash);
  return value?.toString();
}

async function refusal(open: () => Promise<Server>): Promise<string> {
  try {
    await (await open()).copy.close();
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "STORAGE", String(error));
    return error.message;
  }
  return "opened";
}

describe("the durable copy", () => {
  // Waiting for another thread keeps no process alive.
  let alive: NodeJS.Timeout;
  before(() => {
    alive = setInterval(() => {}, 1000);
  });
  after(() => clearInterval(alive));

  it("that is too damaged to be opened is moved aside where that is wanted, and never for another key", async () => {
    const directory = join(temporaryFolder("durable-copy-"), "db");
    const first = await serve(directory);
    await first.copy.start();
    set(first, "a", "1");
    await first.copy.close();
    writeFileSync(join(directory, "CURRENT"), "MANIFEST-999999\n");
    assert.match(await refusal(() => serve(directory)), /is damaged/);
    const second = await serve(directory, { movesDamaged: true });
    await second.copy.start();
    assert.equal(second.counters.get("persist_damaged"), 1);
    assert.match(second.log.join("\n"), /is damaged: .*; it was moved to .*db\.damaged-\d{8}T\d{6}Z, and the server/);
    assert.equal(get(second, "a"), undefined);
    await second.copy.close();
    const [aside = ""] = readdirSync(dirname(directory)).filter((name) => name.startsWith("db.damaged-"));
    assert.ok(readdirSync(join(dirname(directory), aside)).includes("CURRENT"));
    const encryptionKey = Buffer.alloc(32, 5);
    assert.match(
      await refusal(() => serve(directory, { movesDamaged: true, encryptionKey })),
      /not encrypted, but an encryption key is given/,
    );
  });

  for (const encryptionKey of [undefined, Buffer.alloc(32, 5)]) {
    it(`${encryptionKey === undefined ? "plain" : "encrypted"}: a clean stop writes everything, and the next start has it`, async () => {
      const directory = temporaryFolder("durable-copy-");
      const options = encryptionKey === undefined ? {} : { encryptionKey };
      const first = await serve(directory, { ...options, lagMs: 60_000 });
      await first.copy.start();
      assert.equal(first.cold.isUnknown, false, "a new database has nothing");
      set(first, "a", "1");
      set(first, "b", "2");
      await first.copy.close();
      const second = await serve(directory, options);
      assert.equal(second.cold.isUnknown, true);
      await second.copy.start();
      assert.deepEqual([get(second, "a"), get(second, "b")], ["1", "2"]);
      assert.equal(second.cold.isUnknown, false);
      assert.equal(second.counters.get("persist_recovered"), 2);
      assert.equal(second.counters.get("persist_recovering"), 0);
      await second.copy.close();
      assert.deepEqual(
        second.log.filter((line) => line.includes("damaged")),
        [],
      );
    });
  }

  it("cas numbers go on above all that were given out, start after start", async () => {
    const directory = temporaryFolder("durable-copy-");
    let last = 0;
    for (let start = 0; start < 3; start++) {
      const server = await serve(directory);
      const working = server.copy.start();
      const cas = set(server, "a", String(start));
      assert.ok(cas > last, `${cas} after ${last}`);
      last = cas + 5;
      for (let index = 0; index < 5; index++) {
        set(server, "a", String(index));
      }
      await working;
      await server.copy.close();
    }
  });

  it("a flush holds after a start, and what was stored after it lives", async () => {
    const directory = temporaryFolder("durable-copy-");
    const first = await serve(directory);
    await first.copy.start();
    set(first, "old", "1");
    await first.copy.fetch(Buffer.from("nothing"));
    first.store.flushAll(0);
    set(first, "new", "1");
    await first.copy.close();
    const second = await serve(directory);
    await second.copy.start();
    assert.deepEqual([get(second, "old"), get(second, "new")], [undefined, "1"]);
    second.store.flushAll(0);
    await second.copy.close();
    const third = await serve(directory);
    await third.copy.start();
    assert.equal(get(third, "new"), undefined);
    await third.copy.close();
  });

  it("a delayed flush comes true in a later process", async () => {
    const directory = temporaryFolder("durable-copy-");
    const first = await serve(directory);
    await first.copy.start();
    set(first, "a", "1");
    first.store.flushAll(first.store.realTime(100));
    await first.copy.close();
    const second = await serve(directory, { startUnix: START + 50 });
    await second.copy.start();
    assert.equal(get(second, "a"), "1");
    second.store.tick(START + 120);
    assert.equal(get(second, "a"), undefined);
    await second.copy.close();
    const third = await serve(directory, { startUnix: START + 200 });
    await third.copy.start();
    assert.equal(get(third, "a"), undefined);
    await third.copy.close();
  });

  it("fetches what is not in memory", async () => {
    const directory = temporaryFolder("durable-copy-");
    const first = await serve(directory);
    await first.copy.start();
    set(first, "a", "1");
    await first.copy.close();
    const second = await serve(directory);
    assert.equal(await second.copy.fetch(Buffer.from("a")), "in", "before anything was read back");
    assert.equal(get(second, "a"), "1");
    assert.equal(await second.copy.fetch(Buffer.from("b")), "absent");
    await second.copy.start();
    assert.equal(get(second, "a"), "1");
    await second.copy.close();
  });

  it("refuses another key, and changes nothing", async () => {
    const directory = temporaryFolder("durable-copy-");
    const encryptionKey = Buffer.alloc(32, 5);
    const first = await serve(directory, { encryptionKey });
    await first.copy.start();
    set(first, "a", "1");
    await first.copy.close();
    assert.match(await refusal(() => serve(directory, { encryptionKey: Buffer.alloc(32, 6) })), /another key/);
    assert.match(await refusal(() => serve(directory)), /is encrypted, and no key/);
    const second = await serve(directory, { encryptionKey });
    assert.match(await refusal(() => serve(directory, { encryptionKey })), /in use/);
    await second.copy.start();
    assert.equal(get(second, "a"), "1");
    await second.copy.close();
  });

  it("says that others may look into its directory", async () => {
    const directory = temporaryFolder("durable-copy-");
    chmodSync(directory, 0o755);
    const server = await serve(directory);
    assert.match(server.log.join("\n"), /others may read the persistence directory/);
    await server.copy.start();
    await server.copy.close();
  });
});
