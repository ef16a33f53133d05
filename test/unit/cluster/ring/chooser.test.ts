/** cluster/ring/chooser.ts: who owns a hash, how that is explained, and how much each server has. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bucketChooser,
  equalBuckets,
  hashedPlacement,
  ringChooser,
  weightedBuckets,
} from "../../../../src/cluster/ring/chooser.ts";
import { createRing } from "../../../../src/cluster/ring/ring.ts";

const SERVERS = [1, 2, 3].map((weight) => ({ host: `s${weight}`, port: 1, weight }));

test("a ring: the point at the hash or above, and the arcs before the points", () => {
  const chooser = ringChooser(createRing([[2 ** 30, 2 ** 31 + 2 ** 30], [2 ** 31]]), 3);
  assert.deepEqual([0, 2 ** 30, 2 ** 30 + 1, 2 ** 32 - 1].map(chooser.owner), [0, 0, 1, 0]);
  assert.deepEqual(chooser.choice(2 ** 30 + 1), { kind: "point", point: 2 ** 31, pointCount: 3 });
  assert.deepEqual(chooser.choice(2 ** 32 - 1), { kind: "point", point: 2 ** 30, pointCount: 3 });
  assert.deepEqual(chooser.layout(), { kind: "point", parts: [2, 1, 0], shares: [0.75, 0.25, 0] });
});

test("a single point has the whole circle", () => {
  assert.deepEqual(ringChooser(createRing([[77]]), 1).layout().shares, [1]);
});

test("buckets: the remainder, each server as often as it stands in the list", () => {
  const chooser = bucketChooser([0, 2, 2, 1], 3);
  assert.deepEqual([0, 1, 2, 3, 4].map(chooser.owner), [0, 2, 2, 1, 0]);
  assert.deepEqual(chooser.choice(7), { kind: "bucket", method: "modulo", bucket: 3, bucketCount: 4 });
  assert.deepEqual(chooser.layout(), { kind: "bucket", parts: [1, 1, 2], shares: [0.25, 0.25, 0.5] });
  assert.deepEqual([0, 1, 2, 3].map(equalBuckets(SERVERS).owner), [0, 1, 2, 0]);
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map(weightedBuckets(SERVERS, ({ weight }) => weight ?? 1).owner),
    [0, 1, 1, 2, 2, 2],
  );
});

test("a placement hashes the whole key and says so", () => {
  const placement = hashedPlacement({ name: "length", hash: (_, start, end) => end - start }, equalBuckets(SERVERS));
  const bytes = Buffer.from("get four\r\n");
  assert.equal(placement.place(bytes, 4, 8), 1);
  assert.deepEqual(placement.explain(bytes, 4, 8), {
    owner: 1,
    hashed: Buffer.from("four"),
    hashName: "length",
    hash: 4,
    choice: { kind: "bucket", method: "modulo", bucket: 1, bucketCount: 3 },
  });
});
