/** cluster/ring/memjs.ts: Java's hash, but its absolute value. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const SERVERS = [11211, 11212, 11213, 11214, 11215].map((port) => ({ host: "127.0.0.1", port }));
const KEYS = Array.from({ length: 200 }, (_, index) => `key:${index}`);

test("it agrees with spymemcached where the hash is not negative only", () => {
  const [memjs, java] = ["memjs", "spymemcached"].map((client) => createPlacement(parseClient(client), SERVERS));
  assert.ok(memjs !== undefined && java !== undefined);
  const hash = (text: string) =>
    [...text].reduce((sum, character) => (Math.imul(31, sum) + character.charCodeAt(0)) | 0, 0);
  for (const key of [...KEYS, "naïve", "日本"]) {
    assert.equal(ownerOfText(memjs, key), Math.abs(hash(key)) % 5);
  }
  for (const key of KEYS.filter((one) => hash(one) >= 0)) {
    assert.equal(ownerOfText(memjs, key), ownerOfText(java, key));
  }
});
