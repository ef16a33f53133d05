/** cluster/ring/gomemcache.ts: the CRC-32 modulo the list, in which a server may stand twice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

test("the remainder of the CRC-32", () => {
  const servers = ["a", "b", "a"].map((host) => ({ host, port: 11211 }));
  const placement = createPlacement(parseClient("gomemcache"), servers);
  for (const key of ["key:0", "key:1", "naïve", ""]) {
    assert.equal(ownerOfText(placement, key), crc32(key) % 3);
  }
});
