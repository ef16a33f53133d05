/** cluster/ring/python-memcached.ts: its two hashes, and weights. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const SERVERS = [1, 2].map((weight) => ({ host: "10.0.0.1", port: 11210 + weight, weight }));

test("fifteen bits, or all of them, over a list with each server as often as its weight says", () => {
  const [classic, whole] = ["python-memcached", "python-memcached:crc32"].map((client) =>
    createPlacement(parseClient(client), SERVERS),
  );
  assert.ok(classic !== undefined && whole !== undefined);
  for (let index = 0; index < 500; index++) {
    const hash = crc32(`user:${index}`);
    assert.equal(ownerOfText(whole, `user:${index}`), hash % 3 === 0 ? 0 : 1);
    assert.equal(ownerOfText(classic, `user:${index}`), ((hash >>> 16) & 0x7fff || 1) % 3 === 0 ? 0 : 1);
  }
});
