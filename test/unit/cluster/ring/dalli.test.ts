/** cluster/ring/dalli.ts: points by weight, and a key that belongs to the point below its hash. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { createClientPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";

const SERVERS = [1, 2, 3].map((weight) => ({ host: "10.0.0.1", port: 11210 + weight, weight }));

test("points are the first eight hex digits of SHA-1, the last one at the hash or below has the key", () => {
  const { place, layout } = createClientPlacement(parseClient("dalli"), SERVERS);
  assert.deepEqual(layout().parts, [80, 160, 240]);
  const points = SERVERS.flatMap(({ host, port, weight }, owner) =>
    Array.from({ length: 80 * weight }, (_, index) => {
      const digest = createHash("sha1").update(`${host}:${port}:${index}`).digest("hex");
      return { point: Number.parseInt(digest.slice(0, 8), 16), owner };
    }),
  ).sort((one, other) => one.point - other.point);
  for (let index = 0; index < 500; index++) {
    const key = Buffer.from(`user:${index}`);
    const hash = crc32(key);
    const expected = points.findLast(({ point }) => point <= hash) ?? points.at(-1);
    assert.equal(place(key, 0, key.length), expected?.owner);
  }
});

test("the namespace is part of the key", () => {
  const key = Buffer.from("app:user:1");
  const placements = ["dalli", "dalli:prefix=app:"].map((client) =>
    createClientPlacement(parseClient(client), SERVERS),
  );
  const [plain, prefixed] = placements.map(({ explain }) => explain(key, 0, key.length));
  assert.deepEqual(plain, prefixed);
});
