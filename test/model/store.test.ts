/** Random command sequences against a Map with expiry and cas; the whole arena is walked after each. */
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { STORE_MODE, STORE_RESULT, type StoreMode, type StoreResult } from "../../src/store/commit.ts";
import { DELTA_RESULT } from "../../src/store/delta.ts";
import { checkInvariants } from "../../src/store/invariants.ts";
import { Maintainer } from "../../src/store/maintainer.ts";
import { TestStore } from "../support/test-store.ts";

interface ModelItem {
  value: string;
  flags: number;
  /** Second after the start at which it dies, undefined never. */
  dies: number | undefined;
  cas: [number, number];
  /** Second of the last change or counted access. */
  touched: number;
}

/** memcached as a Map. Its clock counts seconds after the start. */
class Model {
  readonly items = new Map<string, ModelItem>();
  seconds = 0;
  pendingFlush: number | undefined;

  living(key: string): ModelItem | undefined {
    const item = this.items.get(key);
    if (item === undefined) {
      return undefined;
    }
    const flush = this.pendingFlush;
    const flushed = flush !== undefined && flush <= this.seconds && item.touched <= flush;
    if (flushed || (item.dies !== undefined && item.dies <= this.seconds)) {
      this.items.delete(key);
      return undefined;
    }
    return item;
  }

  dies(exptime: number): number | undefined {
    return exptime === 0 ? undefined : exptime < 0 ? -1 : this.seconds + exptime;
  }
}

/** memcached's size of an item: above slab_chunk_max it is stored in chunks, and is no number. */
function accountedBytes(key: string, item: ModelItem): number {
  return 48 + key.length + 1 + (item.flags === 0 ? 0 : 4) + 8 + item.value.length + 2;
}

interface Real {
  readonly slabChunkMax: number;
  readonly test: TestStore;
  readonly maintainer: Maintainer;
}

type StoreCommand = fc.Command<Model, Real>;

function compareItem(model: Model, real: Real, key: string): void {
  const expected = model.living(key);
  const found = real.test.withItem(key, (ref) => ({
    flags: real.test.store.items.flags(ref),
    cas: [real.test.store.items.casLow(ref), real.test.store.items.casHigh(ref)],
  }));
  assert.equal(real.test.get(key, false), expected?.value, `value of ${key}`);
  if (expected !== undefined) {
    assert.equal(found?.flags, expected.flags);
    assert.deepEqual(found?.cas, expected.cas);
  }
}

function expectedStore(mode: StoreMode, item: ModelItem | undefined, cas: [number, number] | undefined): StoreResult {
  const same = item !== undefined && cas !== undefined && item.cas[0] === cas[0] && item.cas[1] === cas[1];
  switch (mode) {
    case STORE_MODE.set:
      return STORE_RESULT.stored;
    case STORE_MODE.add:
      return item === undefined ? STORE_RESULT.stored : STORE_RESULT.notStored;
    case STORE_MODE.replace:
    case STORE_MODE.append:
    case STORE_MODE.prepend:
      return item === undefined ? STORE_RESULT.notStored : STORE_RESULT.stored;
    case STORE_MODE.cas:
      return item === undefined ? STORE_RESULT.notFound : same ? STORE_RESULT.stored : STORE_RESULT.exists;
  }
}

class Put implements StoreCommand {
  readonly mode: StoreMode;
  readonly key: string;
  readonly value: string;
  readonly flags: number;
  readonly exptime: number;
  readonly rightCas: boolean;
  constructor(mode: StoreMode, key: string, value: string, flags: number, exptime: number, rightCas: boolean) {
    this.mode = mode;
    this.key = key;
    this.value = value;
    this.flags = flags;
    this.exptime = exptime;
    this.rightCas = rightCas;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    const item = model.living(this.key);
    const cas: [number, number] | undefined =
      this.mode === STORE_MODE.cas ? (this.rightCas && item ? item.cas : [999_999_999, 3]) : undefined;
    const expected = expectedStore(this.mode, item, cas);
    const options = { flags: this.flags, exptime: this.exptime, ...(cas === undefined ? {} : { cas }) };
    assert.equal(real.test.put(this.mode, this.key, this.value, options), expected);
    if (expected === STORE_RESULT.stored) {
      const joined = item !== undefined && (this.mode === STORE_MODE.append || this.mode === STORE_MODE.prepend);
      const stored: ModelItem = {
        value: !joined
          ? this.value
          : this.mode === STORE_MODE.append
            ? item.value + this.value
            : this.value + item.value,
        flags: joined ? item.flags : this.flags,
        dies: joined ? item.dies : model.dies(this.exptime),
        cas: [real.test.store.resultCasLow, real.test.store.resultCasHigh],
        touched: model.seconds,
      };
      assert.equal(real.test.store.resultValueLength, stored.value.length);
      model.items.set(this.key, stored);
    } else if (item !== undefined && this.mode === STORE_MODE.add) {
      item.touched = model.seconds;
    }
    compareItem(model, real, this.key);
  }
  toString(): string {
    return `put(${this.mode} ${this.key} ${this.value.length}B flags=${this.flags} exp=${this.exptime} cas=${this.rightCas})`;
  }
}

class Get implements StoreCommand {
  readonly key: string;
  constructor(key: string) {
    this.key = key;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    compareItem(model, real, this.key);
  }
  toString(): string {
    return `get(${this.key})`;
  }
}

class Touch implements StoreCommand {
  readonly key: string;
  readonly exptime: number;
  constructor(key: string, exptime: number) {
    this.key = key;
    this.exptime = exptime;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    const item = model.living(this.key);
    const { store } = real.test;
    const done = real.test.withItem(this.key, (ref) => {
      store.touchLocked(ref, store.realTime(this.exptime));
      return true;
    });
    assert.equal(done ?? false, item !== undefined);
    if (item !== undefined) {
      item.dies = model.dies(this.exptime);
    }
    compareItem(model, real, this.key);
  }
  toString(): string {
    return `touch(${this.key} ${this.exptime})`;
  }
}

const MAX64 = (1n << 64n) - 1n;

class Delta implements StoreCommand {
  readonly key: string;
  readonly increment: boolean;
  readonly delta: bigint;
  constructor(key: string, increment: boolean, delta: bigint) {
    this.key = key;
    this.increment = increment;
    this.delta = delta;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    const item = model.living(this.key);
    const { store } = real.test;
    const low = Number(this.delta & 0xffffffffn);
    const high = Number(this.delta >> 32n);
    const result = real.test.withItem(this.key, (ref, hash) =>
      store.addDeltaLocked(ref, hash, this.increment, low, high),
    );
    const isFlat = item !== undefined && accountedBytes(this.key, item) <= real.slabChunkMax;
    const match = isFlat ? /^[ \t\n\v\f\r]*\+?([0-9]+)(?:[ \t\n\v\f\r\0]|$)/.exec(item.value) : null;
    const number = match?.[1] === undefined ? undefined : BigInt(match[1]);
    if (item === undefined) {
      assert.equal(result, undefined);
    } else if (number === undefined || number > MAX64) {
      assert.equal(result, DELTA_RESULT.nonNumeric);
    } else {
      assert.equal(result, DELTA_RESULT.ok);
      const next = this.increment ? (number + this.delta) & MAX64 : number > this.delta ? number - this.delta : 0n;
      assert.equal((BigInt(store.resultHigh) << 32n) + BigInt(store.resultLow), next);
      item.value = String(next).padEnd(item.value.length, " ");
      item.cas = real.test.cas(this.key) ?? [0, 0];
      item.touched = model.seconds;
    }
    compareItem(model, real, this.key);
  }
  toString(): string {
    return `${this.increment ? "incr" : "decr"}(${this.key} ${this.delta})`;
  }
}

class Delete implements StoreCommand {
  readonly key: string;
  constructor(key: string) {
    this.key = key;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    assert.equal(real.test.delete(this.key), model.living(this.key) !== undefined);
    model.items.delete(this.key);
  }
  toString(): string {
    return `delete(${this.key})`;
  }
}

class Flush implements StoreCommand {
  readonly delay: number;
  constructor(delay: number) {
    this.delay = delay;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    const { store } = real.test;
    store.flushAll(store.realTime(this.delay));
    for (const name of [...model.items.keys()]) {
      model.living(name);
    }
    if (this.delay === 0) {
      model.items.clear();
      model.pendingFlush = undefined;
    } else {
      model.pendingFlush = model.seconds + this.delay - 1;
    }
  }
  toString(): string {
    return `flush(${this.delay})`;
  }
}

class Wait implements StoreCommand {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    model.seconds += this.seconds;
    real.test.setTime(model.seconds);
    real.maintainer.step();
  }
  toString(): string {
    return `wait(${this.seconds})`;
  }
}

const key = fc.constantFrom("a", "b", "counter", "a-longer-key-of-another-class-0123456789", "d");
const value = fc.oneof(
  fc.string({ maxLength: 40, unit: "binary-ascii" }),
  fc.bigInt({ min: 0n, max: MAX64 }).map(String),
  fc.nat(99).map((number) => ` +${number} rest`),
  fc
    .tuple(fc.integer({ min: 900, max: 30_000 }), fc.nat(25))
    .map(([length, letter]) => String.fromCharCode(97 + letter).repeat(length)),
);
const exptime = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 }), fc.constant(-1));
const delta = fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.bigInt({ min: 0n, max: MAX64 }));

const commands = [
  fc
    .record({
      mode: fc.constantFrom(...Object.values(STORE_MODE)),
      key,
      value,
      flags: fc.constantFrom(0, 1, 0xffffffff),
      exptime,
      rightCas: fc.boolean(),
    })
    .map((put) => new Put(put.mode, put.key, put.value, put.flags, put.exptime, put.rightCas)),
  key.map((name) => new Get(name)),
  fc.tuple(key, exptime).map(([name, time]) => new Touch(name, time)),
  fc.tuple(key, fc.boolean(), delta).map(([name, increment, amount]) => new Delta(name, increment, amount)),
  key.map((name) => new Delete(name)),
  fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 10 })).map((delay) => new Flush(delay)),
  fc.integer({ min: 1, max: 8 }).map((seconds) => new Wait(seconds)),
];

for (const [name, slabChunkMax] of [
  ["as in memcached", 512 * 1024],
  ["with every value above 1 KiB in chunks", 1024],
] as const) {
  it(`a store ${name} behaves like a Map with expiry and cas`, () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 120, size: "max" }), (sequence) => {
        const test = new TestStore({ memoryLimitBytes: 32 * 1024 * 1024, slabChunkMax, evictions: false });
        const real: Real = { slabChunkMax, test, maintainer: new Maintainer(test.store) };
        fc.modelRun(() => ({ model: new Model(), real }), sequence);
        const report = checkInvariants(test.store);
        assert.deepEqual(report.problems, []);
        assert.equal(report.chunksInFlight, 0);
      }),
      {
        numRuns: Number(process.env["MEMTOOL_MODEL_RUNS"] ?? 60),
      },
    );
  });
}
