/** workload: same seed, same requests; connections differ; populating deals out every key exactly once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Draw } from "../../../../src/bench/workload/draw.ts";
import { OPERATION, OPERATIONS } from "../../../../src/bench/workload/operations.ts";
import { partStart, populateCount, RequestSource, usesCounters } from "../../../../src/bench/workload/workload.ts";
import { testWorkload } from "../../../support/bench-plan.ts";

/** All requests that are left in a source, as text. */
function rest(source: RequestSource, keysEach = 1): string[] {
  const draw = new Draw(keysEach);
  const requests: string[] = [];
  while (source.remaining > 0) {
    source.next(draw);
    const name = draw.isCounterStart ? "counter" : OPERATIONS[draw.operation];
    const keys = draw.operation === OPERATION.mget ? draw.keys.join(",") : draw.key;
    requests.push(`${name} ${keys}`);
  }
  return requests;
}

function drawn(seed: number, connection: number, count: number): string[] {
  const source = new RequestSource(testWorkload({ seed }), connection, 8);
  source.draw(count);
  return rest(source);
}

test("same seed and connection, same requests; otherwise not", () => {
  assert.deepEqual(drawn(1, 3, 500), drawn(1, 3, 500));
  assert.notDeepEqual(drawn(1, 3, 500), drawn(1, 4, 500));
  assert.notDeepEqual(drawn(1, 3, 500), drawn(2, 3, 500));
  assert.equal(drawn(1, 0, 500).length, 500);
});

test("an mget draws as many keys as the record has room for, the first of which is its key", () => {
  const workload = testWorkload({ mix: [{ operation: "mget", weight: 1 }], keyCount: 1_000_000 });
  const source = new RequestSource(workload, 0, 1);
  const draw = new Draw(5);
  source.draw(2);
  source.next(draw);
  assert.equal(draw.keys[0], draw.key);
  assert.equal(new Set(draw.keys).size, 5);
  const first = [...draw.keys];
  source.next(draw);
  assert.notDeepEqual([...draw.keys], first);
});

test("connections together set every key once", () => {
  const workload = testWorkload({ keyCount: 97 });
  const requests = Array.from({ length: 8 }, (_, connection) => {
    const source = new RequestSource(workload, connection, 8);
    source.populate(partStart(97, connection, 8), partStart(97, connection + 1, 8));
    return rest(source);
  });
  assert.deepEqual(
    requests.flat(),
    Array.from({ length: 97 }, (_, key) => `set ${key}`),
  );
});

test("a mix that counts has its counters populated too", () => {
  const workload = testWorkload({ keyCount: 3, mix: [{ operation: "incr", weight: 1 }] });
  assert.equal(usesCounters(workload), true);
  assert.equal(usesCounters(testWorkload()), false);
  assert.equal(populateCount(workload), 6);
  const source = new RequestSource(workload, 0, 1);
  source.populate(0, 6);
  assert.deepEqual(rest(source), ["set 0", "set 1", "set 2", "counter 0", "counter 1", "counter 2"]);
  source.draw(2);
  assert.equal(rest(source).filter((request) => request.startsWith("incr ")).length, 2);
});
