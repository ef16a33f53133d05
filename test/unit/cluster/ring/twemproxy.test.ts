/** cluster/ring/twemproxy.ts: names, hash tags, weights; the files of real placements are test/conformance/placement-vectors. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import type { PlacementServer } from "../../../../src/cluster/ring/placement.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const KEYS = Array.from({ length: 500 }, (_, index) => `user:${index}`);
const SERVERS = [11211, 11212, 11213, 11214, 11215].map((port) => ({ host: "127.0.0.1", port }));

function owners(client: string, servers: readonly PlacementServer[] = SERVERS, keys = KEYS): number[] {
  const placement = createPlacement(parseClient(client), servers);
  return keys.map((key) => ownerOfText(placement, key));
}

describe("twemproxy", () => {
  it("knows a server by its name, wherever it is", () => {
    const at = (host: string) => ["one", "two", "three"].map((name, index) => ({ host, port: 11211 + index, name }));
    assert.deepEqual(owners("twemproxy:md5", at("10.0.0.1")), owners("twemproxy:md5", at("10.9.9.9")));
  });

  it("puts every key on one server when the hash has fifteen bits, as the real one does", () => {
    assert.equal(new Set(owners("twemproxy:crc32")).size, 1);
    assert.deepEqual(owners("twemproxy:crc32"), owners("twemproxy:crc"));
    assert.equal(new Set(owners("twemproxy:crc32a")).size, 5);
  });

  it("modula repeats a server as often as its weight says", () => {
    const weighted = SERVERS.slice(0, 2).map((server, index) => ({ ...server, weight: index + 1 }));
    const repeated = owners(
      "modula:md5",
      [0, 1, 1].map((index) => SERVERS[index] as PlacementServer),
    );
    assert.deepEqual(
      owners("twemproxy:modula,md5", weighted),
      repeated.map((bucket) => Math.min(bucket, 1)),
    );
  });

  it("hashes what is between the hash tag, if there is something", () => {
    const tagged = owners(
      "twemproxy:md5,hash_tag={}",
      SERVERS,
      KEYS.map((key) => `cart:{${key}}:{x}`),
    );
    assert.deepEqual(tagged, owners("twemproxy:md5"));
    for (const key of ["{}user", "user}1{", "user{1", "us{er"]) {
      assert.deepEqual(owners("twemproxy:hash_tag={}", SERVERS, [key]), owners("twemproxy", SERVERS, [key]), key);
    }
    assert.throws(() => owners("twemproxy:hash_tag={"), { code: "USAGE" });
    assert.throws(() => owners("twemproxy:hash_tag={{}}"), { code: "USAGE" });
  });

  it("modula counts servers as the proxy sorts them: short names first, then by their bytes", () => {
    const of = (names: readonly string[]) => names.map((name) => ({ host: "10.0.0.1", port: 11211, name }));
    const inOrder = owners("twemproxy:modula,md5", of(["z", "aa", "ab"]));
    const shuffled = owners("twemproxy:modula,md5", of(["ab", "z", "aa"]));
    assert.deepEqual(
      shuffled.map((owner) => [2, 0, 1][owner]),
      inOrder,
    );
  });

  it("random places nothing", () => {
    assert.throws(() => owners("twemproxy:random"), { code: "USAGE" });
  });
});
