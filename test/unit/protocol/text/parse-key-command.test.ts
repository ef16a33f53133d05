/** delete, incr, decr, touch. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashKey } from "../../../../src/base/hash.ts";
import { bytesOf, parse, TEST_SEED, verdict } from "../../../support/parse.ts";

test("delete ignores every further word but noreply at the end", () => {
  for (const tail of ["", " 0", " 100 foo", " noreply", " 0 noreply", "  "]) {
    const { op, key, request } = parse(`delete some${tail}\r\n`);
    assert.deepEqual([op, key, request.noreply], ["delete", "some", tail.includes("noreply")]);
    assert.equal(request.keyHash, hashKey(bytesOf("some"), 0, 4, TEST_SEED));
  }
});

test("deltas are strict 64-bit numbers", () => {
  const delta = (word: string) => {
    const { op, request } = parse(`incr k ${word}\r\n`);
    return op === "incr" ? [request.deltaHigh, request.deltaLow] : op;
  };
  assert.deepEqual(delta("5"), [0, 5]);
  assert.deepEqual(delta("999999999999999"), [232830, 2764472319]);
  assert.deepEqual(delta("18446744073709551615"), [0xffffffff, 0xffffffff]);
  assert.deepEqual(delta("5 noreply"), [0, 5]);
  for (const bad of ["x", "-1", "+1", "18446744073709551616", "1.5"]) {
    assert.equal(verdict(`decr k ${bad}\r\n`), "badDelta", bad);
  }
  assert.equal(verdict("incr k\r\n"), "badDelta");
  assert.equal(verdict("incr k noreply\r\n"), "badDelta noreply");
});

test("touch takes a strict 32-bit exptime", () => {
  assert.equal(parse("touch k 60\r\n").request.exptime, 60);
  assert.equal(parse("touch k -2147483648 noreply\r\n").request.exptime, -2147483648);
  assert.equal(parse("touch k 2147483647\r\n").request.exptime, 2147483647);
  for (const bad of ["x", "2147483648", "4294967296", "+1", ""]) {
    assert.equal(verdict(`touch k ${bad}\r\n`), "badExptime", bad);
  }
});

test("no key is malformed whatever noreply says; a key that is too long honours it", () => {
  const long = "k".repeat(251);
  for (const verb of ["delete", "incr", "decr", "touch"]) {
    assert.equal(verdict(`${verb}\r\n`), "badFormat");
    assert.equal(verdict(`${verb} ${long} 1\r\n`), "badFormat");
    assert.equal(verdict(`${verb} ${long} 1 noreply\r\n`), "badFormat noreply");
    assert.equal(verdict(`${verb} ${"k".repeat(250)} 1\r\n`), verb);
  }
});
