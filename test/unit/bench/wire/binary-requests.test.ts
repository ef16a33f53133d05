/** binary-requests: the opcodes of memcached's protocol_binary.h, written down once more, and what has no form there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BINARY_REQUESTS, EXTRAS, EXTRAS_BYTES, isBinary } from "../../../../src/bench/wire/binary-requests.ts";
import { OPERATIONS, type OperationName } from "../../../../src/bench/workload/operations.ts";

/** Opcode, bytes of extras, whether a value is sent, whether the key is a counter's. */
const FORMS: Readonly<Partial<Record<OperationName, readonly [number, number, boolean, boolean]>>> = {
  get: [0x00, 0, false, false],
  gets: [0x00, 0, false, false],
  cas_gets: [0x00, 0, false, false],
  gat: [0x1d, 4, false, false],
  mget: [0x0d, 0, false, false],
  set: [0x01, 8, true, false],
  fill: [0x01, 8, true, false],
  cas: [0x01, 8, true, false],
  set_noreply: [0x11, 8, true, false],
  add: [0x02, 8, true, false],
  replace: [0x03, 8, true, false],
  append: [0x0e, 0, true, false],
  prepend: [0x0f, 0, true, false],
  delete: [0x04, 0, false, false],
  incr: [0x05, 20, false, true],
  decr: [0x06, 20, false, true],
  touch: [0x1c, 4, false, false],
};

test("each operation that has a form has this one", () => {
  const forms = Object.entries(BINARY_REQUESTS).map(([name, { opcode, extras, hasValue, isCounter }]) => [
    name,
    [opcode, EXTRAS_BYTES[extras], hasValue, isCounter],
  ]);
  assert.deepEqual(Object.fromEntries(forms), FORMS);
  assert.deepEqual(Object.keys(EXTRAS_BYTES).map(Number).sort(), Object.values(EXTRAS).sort());
});

test("meta commands and what follows from a lease have none", () => {
  assert.deepEqual(
    OPERATIONS.filter((name) => !isBinary(name)),
    ["mg", "ms", "md", "ma", "invalidate", "lease_wait", "read"],
  );
});
