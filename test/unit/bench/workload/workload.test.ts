/** workload: same seed, same requests; connections differ; populating deals out every key exactly once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OPERATION, OPERATIONS } from "../../../../src/bench/workload/operations.ts";
import { partStart, populateCount, RequestSource, usesCounters } from "../../../../src/bench/workload/workload.ts";
import { testWorkload } from "../../../support/bench-plan.ts";

/** Collects requests as text. */
class Collector {
  readonly requests: string[] = [];
  write(operation: number, key: number): void {
    this.requests.push(`${OPERATIONS[operation]} ${key}`);
  }
  writeCounter(key: number): void {
    this.requests.push(`counter ${key}`);
  }
}

function drawn(seed: number, connection: number, count: number): string[] {
  const source = new RequestSource(testWorkload({ seed }), connection, 8);
  const collector = new Collector();
  source.draw(count);
  while (source.remaining > 0) {
    source.next(collector);
  }
  return collector.requests;
}

test("same seed and connection, same requests; otherwise not", () => {
  assert.deepEqual(drawn(1, 3, 500), drawn(1, 3, 500));
  assert.notDeepEqual(drawn(1, 3, 500), drawn(1, 4, 500));
  assert.notDeepEqual(drawn(1, 3, 500), drawn(2, 3, 500));
  assert.equal(drawn(1, 0, 500).length, 500);
});

test("connections together set every key once", () => {
  const workload = testWorkload({ keyCount: 97 });
  const collector = new Collector();
  for (let connection = 0; connection < 8; connection++) {
    const source = new RequestSource(workload, connection, 8);
    source.populate(partStart(97, connection, 8), partStart(97, connection + 1, 8));
    while (source.remaining > 0) {
      source.next(collector);
      assert.equal(source.operation, OPERATION.set);
    }
  }
  assert.deepEqual(
    collector.requests,
    Array.from({ length: 97 }, (_, key) => `set ${key}`),
  );
});

test("a mix that counts has its counters populated too", () => {
  const workload = testWorkload({ keyCount: 3, mix: [{ operation: "incr", weight: 1 }] });
  assert.equal(usesCounters(workload), true);
  assert.equal(usesCounters(testWorkload()), false);
  assert.equal(populateCount(workload), 6);
  const source = new RequestSource(workload, 0, 1);
  const collector = new Collector();
  source.populate(0, 6);
  while (source.remaining > 0) {
    source.next(collector);
  }
  assert.deepEqual(collector.requests, ["set 0", "set 1", "set 2", "counter 0", "counter 1", "counter 2"]);
});
