/**
 * Random commands on a store that is kept on disk, with a disk that is slow or fails, evictions and reads in between, and a crash at the
 * end: what is found afterwards is what the store was after one of its changes, and none that was told to be durable is missing.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { recover } from "../../src/persistence/recovery.ts";
import { STORE_MODE } from "../../src/store/commit.ts";
import { checkInvariants } from "../../src/store/invariants.ts";
import { DurableStore, type SeenItem } from "../support/durable-store.ts";
import { FakeDatabase } from "../support/fake-database.ts";
import { TEST_START } from "../support/test-store.ts";

interface ModelItem extends SeenItem {
  readonly time: number;
}

/** The store as a Map; moments are Unix seconds, 0 for none. */
class Model {
  items = new Map<string, ModelItem>();
  flushedUpTo = 0;
  oldestLive = 0;

  copy(): Model {
    return Object.assign(new Model(), this, { items: new Map(this.items) });
  }

  living(key: string, now: number): SeenItem | undefined {
    const item = this.items.get(key);
    if (item === undefined) {
      return undefined;
    }
    const { time, value, flags, expires } = item;
    const isFlushed =
      time <= this.flushedUpTo || (this.oldestLive !== 0 && time <= this.oldestLive && this.oldestLive <= now);
    return isFlushed || (expires !== 0 && expires <= now) ? undefined : { value, flags, expires };
  }

  flush(moment: number, now: number): void {
    if (moment === 0 || this.oldestLive === now) {
      this.items.clear();
    } else if (this.oldestLive !== 0 && this.oldestLive < now) {
      this.flushedUpTo = Math.max(this.flushedUpTo, this.oldestLive);
    }
    this.oldestLive = moment;
  }
}

const KEYS = ["a", "b", "c", "key:d"];
const key = fc.constantFrom(...KEYS);
const ttl = fc.constantFrom(0, 0, 1, 3, 60);
const value = fc.oneof(
  fc.nat({ max: 99_999 }).map(String),
  fc.string({ maxLength: 12 }).map((text) => `v${text.replaceAll(/[^a-z]/g, "x")}`),
  fc.nat({ max: 200_000 }).map((length) => "L".repeat(length)),
);

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("set"), key, value, flags: fc.nat({ max: 9 }), ttl }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete"), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("touch"), key, ttl }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("incr"), key, delta: fc.nat({ max: 99_999 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("append"), key, value: fc.constant("0") }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("evict"), key }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("get"), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("flush") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("flushIn"), seconds: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("advance"), seconds: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("durable") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("yield"), turns: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("slow"), turns: fc.nat({ max: 12 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fail") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("work") }) },
);

interface Step {
  readonly do: string;
  readonly key?: string;
  readonly value?: string;
  readonly flags?: number;
  readonly ttl?: number;
  readonly delta?: number;
  readonly seconds?: number;
  readonly turns?: number;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One run: the store, the model, and what the model was after each change. */
class Run {
  readonly disk = new FakeDatabase();
  readonly model = new Model();
  readonly history: Model[] = [new Model()];
  now = TEST_START;
  readonly #subject: DurableStore;

  constructor(subject: DurableStore) {
    this.#subject = subject;
    this.disk = subject.database;
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case "advance":
        this.now += step.seconds ?? 0;
        this.#subject.store.tick(this.now);
        return;
      case "durable":
        if (this.disk.failure === undefined) {
          await this.#subject.durable();
        }
        return;
      case "yield":
        await turns(step.turns ?? 0);
        return;
      case "slow":
        this.disk.beforeWrite = () => turns(step.turns ?? 0);
        this.disk.beforeRead = () => turns(step.turns ?? 0);
        return;
      case "fail":
        this.disk.failure = "no space left";
        return;
      case "work":
        this.disk.failure = undefined;
        return;
      case "flush":
      case "flushIn":
        this.#flush(step.seconds ?? 0);
        return;
      default:
        await this.#onKey(step, step.key as string);
    }
  }

  #flush(seconds: number): void {
    const { store } = this.#subject;
    store.flushAll(seconds === 0 ? 0 : store.realTime(seconds));
    this.model.flush(seconds === 0 ? 0 : this.now + seconds - 1, this.now);
    this.#changed(true);
  }

  async #onKey(step: Step, key: string): Promise<void> {
    const subject = this.#subject;
    if (step.do === "evict") {
      subject.evict(key);
      this.#changed(false);
      return;
    }
    if (step.do === "set") {
      const expires = step.ttl === 0 ? 0 : this.now + (step.ttl ?? 0);
      subject.set(key, step.value ?? "", step.flags, step.ttl);
      this.#put(key, { value: step.value ?? "", flags: step.flags ?? 0, expires, time: this.now });
      return;
    }
    const old = this.model.living(key, this.now);
    assert.deepEqual(shown(await subject.fetched(key)), shown(old), `${step.do} ${key}`);
    const item = this.model.items.get(key);
    if (step.do === "get" || old === undefined || item === undefined) {
      this.#changed(false);
    } else if (step.do === "delete") {
      assert.ok(subject.delete(key));
      this.model.items.delete(key);
      this.#changed(true);
    } else {
      this.#change(step, key, item);
    }
  }

  #change(step: Step, key: string, item: ModelItem): void {
    const subject = this.#subject;
    if (step.do === "touch") {
      const expires = step.ttl === 0 ? 0 : this.now + (step.ttl ?? 0);
      subject.withItem(key, (ref) => subject.store.touchLocked(ref, subject.store.realTime(step.ttl ?? 0)));
      this.#put(key, { ...item, expires });
    } else if (step.do === "append") {
      subject.put(STORE_MODE.append, key, step.value ?? "");
      this.#put(key, { ...item, value: item.value + (step.value ?? ""), time: this.now });
    } else if (/^\d{1,19} *$/.test(item.value)) {
      subject.withItem(key, (ref, hash) => subject.store.addDeltaLocked(ref, hash, true, step.delta ?? 0, 0));
      const sum = String(BigInt(item.value.trimEnd()) + BigInt(step.delta ?? 0));
      this.#put(key, { ...item, value: sum.padEnd(item.value.length), time: this.now });
    }
  }

  #put(key: string, item: ModelItem): void {
    this.model.items.set(key, item);
    this.#changed(true);
  }

  /** A command is one change or none. */
  #changed(isChange: boolean): void {
    if (isChange) {
      this.history.push(this.model.copy());
    }
    assert.equal(this.#subject.changes.lastNumber, this.history.length - 1);
  }
}

function shown(item: SeenItem | undefined): unknown {
  return item === undefined ? undefined : { ...item, value: `${item.value.slice(0, 20)} (${item.value.length})` };
}

/** What a server that starts over this database finds. */
async function recovered(database: FakeDatabase, now: number, readsFirst: boolean): Promise<Map<string, unknown>> {
  const again = await DurableStore.open({ database, startUnix: now });
  again.cold.isUnknown = true;
  again.start();
  const recovering = recover(again.walk);
  const found = new Map<string, unknown>();
  if (!readsFirst) {
    await recovering;
  }
  for (const key of KEYS) {
    found.set(key, shown(await again.fetched(key)));
  }
  await recovering;
  for (const key of KEYS) {
    assert.deepEqual(shown(await again.fetched(key)), found.get(key), "the same before and after");
  }
  assert.deepEqual(again.damaged, []);
  await again.stop();
  return found;
}

it("what a crash leaves is what the store was after one of its changes, and no earlier than what was durable", async () => {
  let crashes = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), fc.boolean(), async (steps, readsFirst) => {
      const subject = await DurableStore.open();
      subject.start();
      const run = new Run(subject);
      for (const step of steps) {
        await run.step(step);
      }
      const { durableNumber } = subject;
      const left = new FakeDatabase(subject.database.snapshot());
      assert.deepEqual(checkInvariants(subject.store).problems, []);
      subject.database.failure ??= "the process is gone";
      await subject.stop();
      const found = await recovered(left, run.now, readsFirst);
      const possible = run.history
        .slice(durableNumber)
        .map((model) => new Map(KEYS.map((key) => [key, shown(model.living(key, run.now))])));
      assert.ok(
        possible.some((state) => JSON.stringify([...state]) === JSON.stringify([...found])),
        `found ${JSON.stringify([...found])}, durable up to ${durableNumber} of ${run.history.length - 1}, possible\n${possible.map((state) => JSON.stringify([...state])).join("\n")}`,
      );
      crashes++;
    }),
    { numRuns: Number(process.env["MEMTOOL_MODEL_RUNS"] ?? 60), seed: Number(process.env["MEMTOOL_SEED"] ?? 20261126) },
  );
  assert.ok(crashes > 0);
});
