/** payload: what belongs to a key is the same for every thread and run of one seed, and is what the checker expects. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestBytes } from "../../../../src/bench/wire/request-bytes.ts";
import { parseKeyLengths } from "../../../../src/bench/workload/key-lengths.ts";
import { Payload } from "../../../../src/bench/workload/payload.ts";
import { parseTtls } from "../../../../src/bench/workload/ttls.ts";
import { VERDICT } from "../../../../src/bench/workload/value-checker.ts";
import { parseValueSizes } from "../../../../src/bench/workload/value-sizes.ts";
import type { Workload } from "../../../../src/bench/workload/workload.ts";
import { testWorkload } from "../../../support/bench-plan.ts";

function payloadOf(changes: Partial<Workload>): Payload {
  return new Payload(testWorkload(changes));
}

function valueBytesOf(payload: Payload, key: number, version = 0): Buffer {
  const out = new RequestBytes();
  const bytes = payload.sizes.of(key);
  out.reserve(bytes);
  payload.writeValue(out, key, version, bytes);
  assert.equal(out.length, bytes);
  return Buffer.from(out.bytes.subarray(0, out.length));
}

test("prefixes: counters have a mark between prefix and number", () => {
  assert.deepEqual(payloadOf({ keyPrefix: "p:" }).prefixes, { key: "p:", counter: "p:n" });
});

test("one ttl for all is told as one, several are not", () => {
  const one = payloadOf({ ttls: parseTtls("60s") });
  assert.deepEqual([one.ttlSeconds, one.ttls.of(5)], [60, 60]);
  assert.equal(payloadOf({ ttls: parseTtls("0") }).ttlSeconds, 0);
  const several = payloadOf({ ttls: parseTtls("60s-70s") });
  assert.equal(several.ttlSeconds, undefined);
  assert.ok(several.ttls.of(5) >= 60 && several.ttls.of(5) <= 70);
});

test("digits make up what the prefix leaves of a key's length; without lengths numbers stay short", () => {
  assert.equal(payloadOf({ keyPrefix: "user:" }).digitsOf(7), 1);
  assert.equal(payloadOf({ keyPrefix: "user:", keyLengths: parseKeyLengths("16") }).digitsOf(7), 11);
  const ranged = payloadOf({ keyPrefix: "u", keyLengths: parseKeyLengths("10-20") });
  const digits = Array.from({ length: 200 }, (_, key) => ranged.digitsOf(key));
  assert.deepEqual([Math.min(...digits), Math.max(...digits)], [9, 19]);
});

test("sizes, ttls and values are those of the seed", () => {
  const changes = { valueSizes: parseValueSizes("30-3000"), ttls: parseTtls("1s-100s") };
  const [one, same, other] = [payloadOf(changes), payloadOf(changes), payloadOf({ ...changes, seed: 2 })];
  const numbers = ({ sizes, ttls }: Payload): number[] =>
    Array.from({ length: 50 }, (_, key) => [sizes.of(key), ttls.of(key)]).flat();
  assert.deepEqual(numbers(one), numbers(same));
  assert.notDeepEqual(numbers(one), numbers(other));
  assert.deepEqual(valueBytesOf(one, 3), valueBytesOf(same, 3));
  assert.notDeepEqual(valueBytesOf(one, 3), valueBytesOf(one, 3, 1));
});

test("values are checked only where they are verified, and then what one payload wrote another's checker knows", () => {
  assert.equal(payloadOf({}).createChecker(), undefined);
  const changes = { valueSizes: parseValueSizes("24-500"), verifyRun: 99 };
  const checker = payloadOf(changes).createChecker();
  for (let key = 0; key < 50; key++) {
    const value = valueBytesOf(payloadOf(changes), key, 5);
    checker?.start(key, value.length);
    checker?.feed(value, 0, value.length);
    assert.equal(checker?.finish(), VERDICT.right);
    assert.deepEqual([checker?.key, checker?.version, checker?.run], [key, 5, 99]);
  }
});
