/** directory/list-document.ts: the kept list is read back whole, or not at all. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatStoredList, parseStoredList, type StoredList } from "../../../src/directory/list-document.ts";

const LIST: StoredList = {
  version: 1_795_678_241,
  members: [
    {
      node: { name: "self", host: "127.0.0.1", ip: "127.0.0.1", port: 21151, weight: 1, version: "1.6.45" },
      instance: "0000000000000000",
      leaseMs: undefined,
    },
    {
      node: { name: "a", host: "h", ip: "", port: 1, weight: 3, version: "1.6.45" },
      instance: "0123456789abcdef",
      leaseMs: 10_000,
    },
  ],
};

test("a list is read back as it was", () => {
  const text = formatStoredList(LIST);
  assert.match(text, /^memtool-directory 1 [0-9a-f]{8}\n\{"version":1795678241,.*\}\n$/);
  assert.deepEqual(parseStoredList(text), LIST);
  assert.deepEqual(parseStoredList(formatStoredList({ version: 1, members: [] })), { version: 1, members: [] });
});

test("property: a byte that is another, and an end that is missing, are noticed", () => {
  const text = formatStoredList(LIST);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 127 }), (at, flip) => {
      const changed = String.fromCharCode(text.charCodeAt(at) ^ flip);
      assert.equal(parseStoredList(text.slice(0, at) + changed + text.slice(at + 1)), undefined);
      assert.equal(parseStoredList(text.slice(0, at)), undefined);
    }),
  );
});

test("a list that says what no node may say is not taken, whoever has written it", () => {
  const [own] = LIST.members;
  assert.ok(own !== undefined);
  const bad = { ...LIST, members: [{ ...own, node: { ...own.node, host: "a b" } }] };
  assert.equal(parseStoredList(formatStoredList(bad)), undefined);
  assert.equal(parseStoredList(formatStoredList({ ...LIST, version: 1.5 })), undefined);
  assert.equal(parseStoredList(formatStoredList({ ...LIST, members: [{ ...own, leaseMs: 1 }] })), undefined);
});
