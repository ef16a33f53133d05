/** set, add, replace, append, prepend, cas: numbers, errors, and what is skipped after them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hashKey } from "../../../../src/base/hash.ts";
import { bytesOf, parse, TEST_SEED, verdict } from "../../../support/parse.ts";

test("a regular line gives all its numbers, with and without noreply", () => {
  for (const tail of ["", " noreply", " ", " extra noreply", " noreply "]) {
    const { request, op, key } = parse(`set some:key 7 60 123${tail}\r\n`);
    assert.deepEqual([op, key, request.flags, request.exptime, request.valueLength], ["set", "some:key", 7, 60, 123]);
    assert.equal(request.noreply, tail.includes("noreply"));
    assert.equal(request.keyHash, hashKey(bytesOf("some:key"), 0, 8, TEST_SEED));
  }
});

test("cas is a strict 64-bit number", () => {
  const fast = parse("cas k 0 0 1 4294967297\r\n").request;
  assert.deepEqual([fast.casLow, fast.casHigh], [1, 1]);
  const largest = parse("cas k 0 0 1 18446744073709551615 noreply\r\n").request;
  assert.deepEqual([largest.casLow, largest.casHigh, largest.noreply], [0xffffffff, 0xffffffff, true]);
  for (const bad of ["x", "-1", "+1", "18446744073709551616", "00000000000000000000001"]) {
    assert.equal(verdict(`cas k 0 0 1 ${bad}\r\n`), "badFormat skip 3", bad);
  }
});

test("too few words or a bad length is answered at once, nothing is skipped, noreply is not seen", () => {
  for (const words of [
    "",
    "k",
    "k 0",
    "k 0 0",
    "k 0 0 noreply",
    "k 0 0 x",
    "k 0 0 x noreply",
    "k 0 0 -1",
    "k 0 0 +1",
  ]) {
    assert.equal(verdict(`set ${words}\r\n`), "badFormat", words);
  }
  assert.equal(verdict("set k 0 0 2147483646 noreply\r\n"), "badFormat");
  assert.equal(verdict("set k 0 0 000000000001\r\n"), "badFormat");
  assert.equal(parse("set k 0 0 2147483645\r\n").request.valueLength, 2147483645);
});

test("a bad key, flags, exptime or cas skips the data block and honours noreply", () => {
  const long = "k".repeat(251);
  assert.equal(verdict(`set ${long} 0 0 5\r\n`), "badFormat skip 7");
  assert.equal(verdict(`prepend ${long} 0 0 5 noreply\r\n`), "badFormat skip 7 noreply");
  assert.equal(verdict("set k -1 0 5\r\n"), "badFormat skip 7");
  assert.equal(verdict("set k 0 x 5 noreply\r\n"), "badFormat skip 7 noreply");
  assert.equal(verdict("cas k 0 0 5\r\n"), "badFormat skip 7");
  assert.equal(verdict("cas k 0 0 5 noreply\r\n"), "badFormat skip 7 noreply");
  assert.equal(verdict(`set ${"k".repeat(250)} 0 0 5\r\n`), "set");
});

test("flags are read as strtoul reads them and reduced to 32 bits", () => {
  const flags = (word: string) => {
    const { op, request } = parse(`set k ${word} 0 1\r\n`);
    return op === "set" ? request.flags : "refused";
  };
  assert.equal(flags("4294967295"), 4294967295);
  assert.equal(flags("4294967296"), 0);
  assert.equal(flags("18446744073709551615"), 4294967295);
  assert.equal(flags("18446744073709551616"), "refused");
  assert.equal(flags("+5"), 5);
  assert.equal(flags("-0"), 0);
  assert.equal(flags("-1"), "refused");
  assert.equal(flags("-18446744073709551615"), 1);
  assert.equal(flags("-9223372036854775808"), "refused");
  assert.equal(flags("-9223372036854775809"), 4294967295);
  assert.equal(flags("5x"), "refused");
  assert.equal(flags("5\t6"), 5);
});

test("exptime is read as strtol reads it, and not reduced to 32 bits", () => {
  const exptime = (word: string) => {
    const { op, request } = parse(`set k 0 ${word} 1\r\n`);
    return op === "set" ? request.exptime : "refused";
  };
  assert.equal(exptime("-1"), -1);
  assert.equal(exptime("+60"), 60);
  assert.equal(exptime("99999999999"), 99999999999);
  assert.equal(exptime("4294967296"), 4294967296);
  assert.equal(exptime("2147483648"), 2147483648);
  assert.equal(exptime("9223372036854775807"), 2 ** 63);
  assert.equal(exptime("9223372036854775808"), "refused");
  assert.equal(exptime("-9223372036854775808"), -(2 ** 63));
  assert.equal(exptime("-9223372036854775809"), "refused");
  assert.equal(exptime("1.5"), "refused");
});
