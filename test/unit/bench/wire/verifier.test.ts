/** verifier: versions are given to sets, floors to retrievals; what comes back is judged by both. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Recorder } from "../../../../src/bench/load/recorder.ts";
import { RequestBytes } from "../../../../src/bench/wire/request-bytes.ts";
import { Verifier } from "../../../../src/bench/wire/verifier.ts";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { OPERATION, type OperationName, OUTCOME } from "../../../../src/bench/workload/operations.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import type { ValueChecker } from "../../../../src/bench/workload/value-checker.ts";
import { parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";
import { VersionTable } from "../../../../src/bench/workload/version-table.ts";
import { testWorkload } from "../../../support/bench-plan.ts";

const RUN = 77;
const BYTES = 40;

function payloadOf(run: number): Payload {
  return new Payload(testWorkload({ valueSizes: parseValueSizes(String(BYTES)), verifyRun: run }));
}

/** A value as run `run` writes it. */
function written(key: number, version: number, run = RUN): Buffer {
  const out = new RequestBytes();
  out.reserve(BYTES);
  payloadOf(run).writeValue(out, key, version, BYTES);
  return Buffer.from(out.bytes.subarray(0, out.length));
}

class Fixture {
  readonly table = VersionTable.create(10);
  readonly recorder = new Recorder();
  readonly verifier = new Verifier(this.table, payloadOf(RUN).createChecker() as ValueChecker, RUN);

  /** The version that a request of key 3 gets. */
  prepared(name: OperationName, isCounterStart = false): number {
    const draw = new Draw();
    draw.operation = OPERATION[name];
    draw.key = 3;
    draw.version = 999;
    draw.isCounterStart = isCounterStart;
    this.verifier.prepare(draw);
    return draw.version;
  }

  settle(name: OperationName, outcome: number, version: number): void {
    this.verifier.settle(OPERATION[name], outcome, 3, version);
  }

  /** Verified, mismatches and lost updates after a value of key 3 came back in pieces of `size`. */
  judged(value: Buffer, floor: number, size = value.length): readonly number[] {
    this.verifier.start(3, value.length);
    for (let from = 0; from < value.length; from += size) {
      this.verifier.feed(value, from, Math.min(value.length, from + size));
    }
    this.verifier.finish(floor, this.recorder);
    const { verified, mismatches, lostUpdates } = this.recorder.tallies;
    return [verified, mismatches, lostUpdates];
  }
}

test("every kind of set gets the next version; a retrieval the oldest it may show", () => {
  const fixture = new Fixture();
  assert.deepEqual([fixture.prepared("get"), fixture.prepared("set")], [0, 1]);
  assert.equal(fixture.prepared("get"), 0);
  fixture.settle("set", OUTCOME.hit, 1);
  assert.deepEqual([fixture.prepared("get"), fixture.prepared("gat"), fixture.prepared("cas_gets")], [1, 1, 1]);
  assert.deepEqual([fixture.prepared("add"), fixture.prepared("cas"), fixture.prepared("fill")], [2, 3, 4]);
  assert.ok(fixture.table.countInFlight() > 0);
});

test("mget, counters and what stores nothing have no version", () => {
  const fixture = new Fixture();
  fixture.settle("set", OUTCOME.hit, fixture.prepared("set"));
  for (const name of ["mget", "delete", "touch", "incr"] as const) {
    assert.equal(fixture.prepared(name), 0, name);
  }
  assert.equal(fixture.prepared("set", true), 0);
  fixture.settle("set", OUTCOME.hit, 0);
  assert.equal(fixture.table.countInFlight(), 0);
});

test("a set that failed raises no floor", () => {
  const fixture = new Fixture();
  fixture.settle("set", OUTCOME.hit, fixture.prepared("set"));
  fixture.settle("cas", OUTCOME.miss, fixture.prepared("cas"));
  fixture.settle("set", OUTCOME.error, fixture.prepared("set"));
  assert.deepEqual([fixture.prepared("get"), fixture.table.countInFlight()], [1, 0]);
});

test("what was stored last, or later, is right, in any pieces", () => {
  for (let size = 1; size <= BYTES; size++) {
    assert.deepEqual(new Fixture().judged(written(3, 5), 5, size), [1, 0, 0]);
    assert.deepEqual(new Fixture().judged(written(3, 6), 5, size), [1, 0, 0]);
  }
});

test("what is older than a confirmed set is a lost update, and no mismatch", () => {
  assert.deepEqual(new Fixture().judged(written(3, 4), 5), [1, 0, 1]);
  assert.deepEqual(new Fixture().judged(written(3, 4), 0), [1, 0, 0]);
});

test("a value of another run is one if this run's was confirmed, and else nothing", () => {
  assert.deepEqual(new Fixture().judged(written(3, 9, RUN + 1), 1), [1, 0, 1]);
  assert.deepEqual(new Fixture().judged(written(3, 9, RUN + 1), 0), [1, 0, 0]);
});

test("another key's value, a changed byte, a missing stamp, a value cut short: mismatches", () => {
  assert.deepEqual(new Fixture().judged(written(4, 5), 5), [1, 1, 0]);
  assert.deepEqual(new Fixture().judged(Buffer.alloc(BYTES, "x"), 5), [1, 1, 0]);
  assert.deepEqual(new Fixture().judged(Buffer.alloc(0), 5), [1, 1, 0]);
  for (let place = 0; place < BYTES; place++) {
    const value = written(3, 5);
    value[place] = (value[place] as number) ^ 0x80;
    assert.deepEqual(new Fixture().judged(value, 5), [1, 1, 0], `byte ${place}`);
  }
});

test("values one after the other are judged each for itself", () => {
  const fixture = new Fixture();
  fixture.judged(Buffer.alloc(BYTES, "x"), 5);
  fixture.judged(written(3, 4), 5);
  assert.deepEqual(fixture.judged(written(3, 5), 5), [3, 1, 1]);
});
