/** cluster/ring/libketama.ts: how many points a weight gets, and under which text. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { createKetamaRing, digestCounts, ketamaText, wholeWeight } from "../../../../src/cluster/ring/libketama.ts";

test("points are counted in floats, as the sources do", () => {
  const points = (...weights: number[]) => digestCounts(weights).map((count) => count * 4);
  assert.deepEqual(points(1), [160]);
  assert.deepEqual(points(7, 7, 7, 7, 7), [160, 160, 160, 160, 160]);
  assert.deepEqual(points(1, 2, 3), [80, 160, 240]);
  assert.deepEqual(points(1, 1, 3, 7, 10), [36, 36, 108, 252, 360]);
  assert.deepEqual(points(32, 29, 59), [128, 112, 236]);
  assert.deepEqual(new Set(points(...Array(25).fill(1))), new Set([156]));
  assert.deepEqual(points(1, 1000), [0, 316]);
});

test("a server's text has its port unless that is 11211, an IPv6 address no brackets, a socket port 0", () => {
  assert.equal(ketamaText({ host: "10.0.0.1", port: 11211 }), "10.0.0.1");
  assert.equal(ketamaText({ host: "10.0.0.1", port: 11212 }), "10.0.0.1:11212");
  assert.equal(ketamaText({ host: "::1", port: 11311 }), "::1:11311");
  assert.equal(ketamaText({ host: "/run/memcached.sock", port: 0 }), "/run/memcached.sock:0");
});

test("the points are the little-endian words of md5 digests of the text and a number", () => {
  const ring = createKetamaRing([{ host: "unused", port: 1 }], () => "cache-é");
  const words = Array.from({ length: 40 }, (_, index) => {
    const digest = createHash("md5").update(`cache-é-${index}`).digest();
    return [0, 4, 8, 12].map((at) => digest.readUInt32LE(at));
  });
  assert.deepEqual(
    [...ring.points],
    words.flat().sort((one, other) => one - other),
  );
});

test("weights are whole numbers above 0, 1 by default", () => {
  assert.equal(wholeWeight({ host: "a", port: 1 }), 1);
  assert.equal(wholeWeight({ host: "a", port: 1, weight: 12 }), 12);
  for (const weight of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => wholeWeight({ host: "a", port: 1, weight }), { code: "USAGE" });
  }
});
