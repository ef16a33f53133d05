/**
 * version-table: no false alarm on any interleaving of overlapping sets, sets that fail and sets that get lost, nor between real
 * threads; planted lost updates are caught.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { VersionTable } from "../../../../src/bench/workload/version-table.ts";
import type { HammerOrder, HammerReport } from "../../../support/version-hammer.thread.ts";

const KEYS = 2;
const CLIENTS = 6;

/** A request between its start and its end. The server carries it out at one moment in between: the model of a linearizable store. */
interface Pending {
  readonly kind: "set" | "get";
  readonly key: number;
  /** Of a set: its version. Of a get: the floor when it was sent. */
  readonly number: number;
  done: boolean;
  /** Of a set: whether it was stored. */
  stored: boolean;
  /** Of a get: the version it saw; undefined is a miss. */
  seen?: number | undefined;
}

/** One step: which client, and a number that decides whatever there is to decide. */
type Step = readonly [client: number, choice: number];

/** Clients and a server that holds one version a key. */
class Model {
  readonly table = VersionTable.create(KEYS);
  readonly held: (number | undefined)[] = new Array(KEYS).fill(undefined);
  readonly clients: (Pending | undefined)[] = new Array(CLIENTS).fill(undefined);
  /** Sets whose connection broke: the server may carry them out at any later time, or never. */
  readonly lost: Pending[] = [];
  /** The table's words: a look at them is not interrupted. */
  readonly #words = new Int32Array(this.table.shared);
  /** Clients in the middle of a step. */
  readonly #busy = new Set<number>();
  readonly #floors: number[] = new Array(KEYS).fill(0);
  readonly #losesSets: boolean;

  constructor(losesSets: boolean) {
    this.#losesSets = losesSets;
  }

  /** Goes one step; one of a client in the middle of another step is left out. */
  step(step: Step): void {
    const [client] = step;
    if (!this.#busy.has(client)) {
      this.#busy.add(client);
      this.#take(step);
      this.#busy.delete(client);
      for (let key = 0; key < KEYS; key++) {
        const floor = this.#words[3 * key + 1] ?? 0;
        assert.ok(floor >= (this.#floors[key] ?? 0), `the floor fell to ${floor}`);
        this.#floors[key] = floor;
      }
    }
  }

  #take([client, choice]: Step): void {
    const pending = this.clients[client];
    if (choice % 41 === 0) {
      this.held[choice % KEYS] = undefined;
    } else if (choice % 37 === 0) {
      this.#carryOut(this.lost.pop());
    } else if (pending === undefined) {
      this.clients[client] = this.#begin(choice);
    } else if (!pending.done) {
      this.#carryOut(pending, choice % 7 !== 0);
    } else {
      this.#end(pending);
      this.clients[client] = undefined;
    }
    if (this.#losesSets && choice % 29 === 0 && pending?.kind === "set" && this.clients[client] === pending) {
      this.lost.push(pending);
      this.clients[client] = undefined;
    }
  }

  /** Ends everything that is on its way. */
  drain(): void {
    for (let client = 0; client < CLIENTS; client++) {
      const pending = this.clients[client];
      if (pending !== undefined) {
        this.#carryOut(pending);
        this.#end(pending);
        this.clients[client] = undefined;
      }
    }
  }

  #begin(choice: number): Pending {
    const key = choice % KEYS;
    const isSet = choice % 3 !== 0;
    const number = isSet ? this.table.issue(key) : this.table.floor(key);
    return { kind: isSet ? "set" : "get", key, number, done: false, stored: false };
  }

  #carryOut(pending: Pending | undefined, stores = true): void {
    if (pending === undefined || pending.done) {
      return;
    }
    pending.done = true;
    if (pending.kind === "get") {
      pending.seen = this.held[pending.key];
    } else if (stores) {
      pending.stored = true;
      this.held[pending.key] = pending.number;
    }
  }

  #end({ kind, key, number, seen, stored }: Pending): void {
    if (kind === "get") {
      assert.ok(seen === undefined || seen >= number, `false alarm: saw ${seen}, floor ${number}`);
    } else if (stored) {
      this.table.acknowledge(key);
    } else {
      this.table.withdraw(key);
    }
  }
}

function stepsOf(clients: number): fc.Arbitrary<Step[]> {
  const step: fc.Arbitrary<Step> = fc.tuple(fc.nat(clients - 1), fc.nat(1_000_000));
  return fc.array(step, { minLength: 1, maxLength: 400, size: "max" });
}

function play(history: readonly Step[], losesSets: boolean): Model {
  const model = new Model(losesSets);
  for (const step of history) {
    model.step(step);
  }
  model.drain();
  return model;
}

for (const losesSets of [false, true]) {
  test(`overlapping sets and gets on a linearizable server, ${losesSets ? "some" : "no"} sets lost: no false alarm`, () => {
    let floors = 0;
    fc.assert(
      fc.property(stepsOf(CLIENTS), (history) => {
        const model = play(history, losesSets);
        floors += model.table.floor(0) > 1 ? 1 : 0;
        assert.ok(losesSets || model.table.countInFlight() === 0);
      }),
      { numRuns: 500 },
    );
    assert.ok(floors > 100, `the floor rose in ${floors} histories only: nothing was watched`);
  });
}

type AtomicOperation = (...parameters: unknown[]) => unknown;

/** Runs `work` with `interrupt` called before and after every atomic operation, where another thread may come in between. */
function interrupted(interrupt: () => void, work: () => void): void {
  const names = ["load", "store", "compareExchange"] as const;
  const real = names.map((name) => Atomics[name] as unknown as AtomicOperation);
  for (const [index, name] of names.entries()) {
    Reflect.set(Atomics, name, (...parameters: unknown[]) => {
      interrupt();
      const result = real[index]?.(...parameters);
      interrupt();
      return result;
    });
  }
  try {
    work();
  } finally {
    for (const [index, name] of names.entries()) {
      Reflect.set(Atomics, name, real[index]);
    }
  }
}

test("other clients go on between any two atomic operations: no false alarm, and no floor falls", () => {
  let nested = 0;
  fc.assert(
    fc.property(stepsOf(3), (history) => {
      const model = new Model(false);
      let next = 0;
      let depth = 0;
      // Each time, a run of steps comes in between; the step that says no ends it and is left out.
      const interrupt = () => {
        for (let step = history[next]; step !== undefined && depth < 2; step = history[next]) {
          next++;
          if ((step[1] >> 8) % 2 === 0) {
            return;
          }
          depth++;
          nested++;
          model.step(step);
          depth--;
        }
      };
      interrupted(interrupt, () => {
        for (let step = history[next]; step !== undefined; step = history[next]) {
          next++;
          model.step(step);
        }
      });
      model.drain();
      assert.equal(model.table.countInFlight(), 0);
    }),
    { numRuns: 2000 },
  );
  assert.ok(nested > 1000, `${nested} steps came in between`);
});

test("a lost update is caught: after any history, the server keeps what it has although a later group of sets was acknowledged", () => {
  fc.assert(
    fc.property(stepsOf(CLIENTS), fc.integer({ min: 1, max: 20 }), (history, groupSize) => {
      const { table, held } = play(history, false);
      const versions = Array.from({ length: groupSize }, () => table.issue(0));
      for (const _ of versions) {
        table.acknowledge(0);
      }
      assert.equal(table.floor(0), versions[0]);
      assert.ok((held[0] ?? 0) < table.floor(0));
    }),
  );
});

test("sets one after the other: only the last may be seen", () => {
  const table = VersionTable.create(3);
  for (let version = 1; version <= 1000; version++) {
    assert.equal(table.issue(1), version);
    assert.equal(table.floor(1), version - 1);
    table.acknowledge(1);
    assert.equal(table.floor(1), version);
  }
  assert.deepEqual([table.floor(0), table.floor(2)], [0, 0]);
});

test("a chain of overlapping sets is one group; a set that was not stored raises nothing when it ends a group", () => {
  const table = VersionTable.create(1);
  table.issue(0);
  table.issue(0);
  table.acknowledge(0);
  table.issue(0);
  table.acknowledge(0);
  assert.equal(table.floor(0), 0);
  table.acknowledge(0);
  assert.equal(table.floor(0), 1);
  table.issue(0);
  table.withdraw(0);
  assert.equal(table.floor(0), 1);
  table.issue(0);
  table.acknowledge(0);
  assert.equal(table.floor(0), 5);
});

test("as many sets in flight as can be counted end the watching of that key, not the issuing of versions", () => {
  for (const [sets, floor, inFlight] of [
    [254, 1, 0],
    [255, 0, 1],
    [300, 0, 1],
  ] as const) {
    const table = VersionTable.create(2);
    const versions = Array.from({ length: sets }, () => table.issue(1));
    assert.deepEqual([versions[0], versions.at(-1)], [1, sets]);
    for (const _ of versions) {
      table.acknowledge(1);
    }
    assert.deepEqual([table.floor(1), table.countInFlight()], [floor, inFlight]);
    assert.equal(table.issue(1), sets + 1);
  }
});

test("the last version is given again and again, and the floor stays", () => {
  const table = VersionTable.create(1);
  new Int32Array(table.shared)[0] = 2 ** 24 - 3;
  const versions = Array.from({ length: 4 }, () => {
    const version = table.issue(0);
    table.acknowledge(0);
    return version;
  });
  assert.deepEqual(versions, [2 ** 24 - 2, 2 ** 24 - 1, 2 ** 24 - 1, 2 ** 24 - 1]);
  assert.deepEqual([table.floor(0), table.countInFlight()], [2 ** 24 - 2, 1]);
});

test("attached tables are the same table", () => {
  const table = VersionTable.create(4);
  const other = new VersionTable(table.shared);
  assert.deepEqual([table.issue(3), other.issue(3)], [1, 2]);
  other.acknowledge(3);
  table.acknowledge(3);
  assert.equal(other.floor(3), 1);
});

async function hammer(lossEvery: number): Promise<{ reports: HammerReport[]; table: VersionTable }> {
  const table = VersionTable.create(KEYS);
  const threads = 3;
  const shared = { table: table.shared, registers: new SharedArrayBuffer(KEYS * 4), gate: new SharedArrayBuffer(4) };
  const workers = Array.from({ length: threads }, (_, thread) => {
    const workerData: HammerOrder = { ...shared, thread, threads, rounds: 300_000, lossEvery };
    return new Worker(new URL("../../../support/version-hammer.thread.js", import.meta.url), { workerData });
  });
  const reports = await Promise.all(workers.map(async (worker) => (await once(worker, "message"))[0] as HammerReport));
  return { reports, table };
}

test("real threads on real registers: no false alarm, every version given once, nothing left in flight", async () => {
  const { reports, table } = await hammer(0);
  const [sets, alarms] = reports.reduce((sum, report) => [sum[0] + report.sets, sum[1] + report.alarms], [0, 0]);
  assert.equal(alarms, 0);
  assert.equal(table.countInFlight(), 0);
  assert.equal(table.issue(0) - 1 + table.issue(1) - 1, sets);
});

test("real threads, one set in a hundred acknowledged and dropped: caught", async () => {
  const { reports } = await hammer(100);
  const alarms = reports.reduce((sum, report) => sum + report.alarms, 0);
  assert.ok(alarms > 100, `${alarms} alarms`);
});
