/** decode/marshal-time.ts: times of Ruby. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rubyTime } from "../../../src/decode/marshal-time.ts";
import { numberNode, textNode } from "../../../src/decode/tree.ts";

/** Year 2026, February 28, 23:59:58.000001, in UTC unless the bit is off. */
function packed(isUtc = true): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE((2 ** 31 + (isUtc ? 2 ** 30 : 0) + (126 << 14) + (1 << 10) + (28 << 5) + 23) >>> 0, 0);
  bytes.writeUInt32LE((59 * 2 ** 26 + (58 << 20) + 1) >>> 0, 4);
  return bytes;
}

test("UTC, zones and nanoseconds", () => {
  assert.deepEqual(rubyTime(packed(), []), { kind: "date", text: "2026-02-28T23:59:58.000001Z" });
  assert.deepEqual(rubyTime(packed(false), [{ name: "offset", value: numberNode(-5400) }]), {
    kind: "date",
    text: "2026-02-28T22:29:58.000001-01:30",
  });
  const nanoseconds = [
    { name: "nano_num", value: numberNode(789) },
    { name: "nano_den", value: numberNode(1) },
  ];
  assert.deepEqual(rubyTime(packed(), nanoseconds), { kind: "date", text: "2026-02-28T23:59:58.000001789Z" });
});

test("what is no time of this form stays what it is", () => {
  assert.equal(rubyTime(Buffer.alloc(7), []), undefined);
  assert.equal(rubyTime(Buffer.alloc(8), []), undefined);
  assert.equal(rubyTime(packed(false), [{ name: "offset", value: numberNode(1e9) }]), undefined);
  assert.ok(rubyTime(packed(false), [{ name: "offset", value: textNode("x") }]) !== undefined);
  assert.ok(rubyTime(Buffer.alloc(8, 0xff), []) === undefined, "a month above 11");
});
