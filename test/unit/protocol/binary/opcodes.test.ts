/** The table of opcodes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OPCODE, opcodeShape } from "../../../../src/protocol/binary/opcodes.ts";

test("every opcode has a shape, and no other number has", () => {
  const known = new Set<number>(Object.values(OPCODE));
  for (let opcode = 0; opcode < 256; opcode++) {
    assert.equal(opcodeShape(opcode) !== undefined, known.has(opcode), opcode.toString(16));
  }
});

test("a quiet opcode is its loud one in everything else", () => {
  const pairs = Object.entries(OPCODE).filter(([name]) => name.endsWith("q"));
  assert.equal(pairs.length, 14);
  for (const [name, opcode] of pairs) {
    const loud = opcodeShape(OPCODE[name.slice(0, -1) as keyof typeof OPCODE]);
    assert.deepEqual({ ...opcodeShape(opcode), quiet: false }, loud, name);
    assert.equal(opcodeShape(opcode)?.quiet, true);
  }
});
