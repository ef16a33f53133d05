/** The item layout against memcached's sizes. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { accountedItemSize, chunkLinkOffset, HEADER_BYTES, ITEM } from "../../../src/store/item-layout.ts";

it("charges what memcached charges", () => {
  assert.equal(accountedItemSize(3, 0, 3, true), 48 + 3 + 1 + 8 + 3 + 2);
  assert.equal(accountedItemSize(3, 1, 3, true), 48 + 3 + 1 + 4 + 8 + 3 + 2);
  assert.equal(accountedItemSize(3, 0, 3, false), 48 + 3 + 1 + 3 + 2);
  assert.equal(accountedItemSize(2, 0, 1048515, true), 1024 * 1024);
  assert.equal(accountedItemSize(2, 1, 1048511, true), 1024 * 1024);
});

it("fits header, key, value and CRLF into the charged size, whatever is switched off", () => {
  assert.ok(HEADER_BYTES + 3 + 5 + 2 <= accountedItemSize(3, 0, 5, false));
  assert.ok(Math.max(...Object.values(ITEM)) * 4 + 4 <= HEADER_BYTES);
});

it("puts the chunk link behind the key, aligned", () => {
  assert.equal(chunkLinkOffset(1), 56);
  assert.equal(chunkLinkOffset(8), 56);
  assert.equal(chunkLinkOffset(9), 64);
});
