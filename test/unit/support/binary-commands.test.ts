/** Random packets: every opcode is among them, and those left out of a comparison are few and explained. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OPCODE, opcodeShape } from "../../../src/protocol/binary/opcodes.ts";
import { anyBinaryCommand, type BinaryCommand, knownBinaryDifferenceOf } from "../../support/binary-commands.ts";
import { wordExtras } from "../../support/binary-packet.ts";
import { readDifferences } from "../../support/transcript-suite.ts";

test("each filtered kind, and the same without its reason", () => {
  const touch = { opcode: OPCODE.touch, key: "a", extras: wordExtras(0) };
  const kinds: readonly (readonly [string, BinaryCommand, BinaryCommand])[] = [
    ["binary-body-limit", { ...touch, bodyLength: 2 ** 30 + 1 }, { ...touch, bodyLength: 2 ** 30 }],
    ["binary-late-check", { ...touch, keyLength: 2 }, { ...touch, keyLength: 1 }],
    ["binary-unknown-skip", { opcode: 0x55, key: "a" }, { opcode: 0x55, value: "a" }],
    ["flush-revival", { opcode: OPCODE.flush, extras: wordExtras(5) }, { opcode: OPCODE.flush, extras: wordExtras(0) }],
    ["binary-value-left", { ...touch, value: "v" }, touch],
    ["binary-value-left", { opcode: OPCODE.stat, value: "v" }, { opcode: OPCODE.stat, key: "v" }],
  ];
  for (const [name, filtered, kept] of kinds) {
    assert.equal(knownBinaryDifferenceOf(filtered, "1.6.18"), name);
    assert.notEqual(knownBinaryDifferenceOf(kept, "1.6.18"), name);
  }
});

test("most random packets are compared, every opcode is, and every name that filters one is explained", () => {
  const names = readDifferences();
  const commands = fc.sample(anyBinaryCommand, { numRuns: 4_000, seed: 1 });
  const compared = commands.filter((command) => knownBinaryDifferenceOf(command, "1.6.18") === undefined);
  assert.ok(compared.length > commands.length * 0.9, `only ${compared.length} of ${commands.length} are compared`);
  const isUnknown = ({ opcode, mayEnd }: BinaryCommand) => mayEnd !== true && opcodeShape(opcode) === undefined;
  assert.ok(compared.filter(isUnknown).length > 10, "unknown opcodes stand among the others");
  const missing = Object.entries(OPCODE).filter(([, code]) => !compared.some(({ opcode }) => opcode === code));
  assert.deepEqual(missing, []);
  const reasons = new Set(commands.flatMap((command) => knownBinaryDifferenceOf(command, "1.6.18") ?? []));
  assert.deepEqual(
    [...reasons].filter((name) => !names.has(name)),
    [],
  );
});
