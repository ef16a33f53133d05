/** operations: numbers, families and slots fit together. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  FAMILY,
  familyOf,
  OPERATION,
  OPERATION_FAMILY,
  OPERATIONS,
  OUTCOMES,
  SLOT_COUNT,
  slotOf,
} from "../../../../src/bench/workload/operations.ts";

test("every operation's number leads back to its name and family", () => {
  for (const name of OPERATIONS) {
    assert.equal(OPERATIONS[OPERATION[name]], name);
    assert.equal(OPERATION_FAMILY[OPERATION[name]], familyOf(name));
  }
  assert.equal(familyOf("prepend"), FAMILY.storage);
  assert.equal(familyOf("gat"), FAMILY.retrieval);
});

test("every operation and outcome has a slot of its own", () => {
  const slots = OPERATIONS.flatMap((_, operation) => OUTCOMES.map((_outcome, outcome) => slotOf(operation, outcome)));
  assert.equal(new Set(slots).size, SLOT_COUNT);
  assert.deepEqual([Math.min(...slots), Math.max(...slots)], [0, SLOT_COUNT - 1]);
});
