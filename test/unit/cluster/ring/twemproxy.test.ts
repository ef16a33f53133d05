/** cluster/ring/twemproxy.ts against what the real twemproxy did with 200 keys. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KEY_HASHES } from "../../../../src/cluster/ring/key-hashes.ts";
import { twemproxyKetama } from "../../../../src/cluster/ring/twemproxy.ts";
import { checkVectors, ownerOfText } from "../../../support/placement-vectors.ts";

const KEYS = Array.from({ length: 500 }, (_, index) => `user:${index}`);

describe("twemproxy's ketama", () => {
  const FILES = {
    "twemproxy-default": "fnv1a_64",
    "twemproxy-ketama-fnv1a_64": "fnv1a_64",
    "twemproxy-ketama-md5": "md5",
    "twemproxy-ketama-md5-w1-2-3": "md5",
    "twemproxy-ketama-murmur": "murmur",
  } as const;
  for (const [file, hash] of Object.entries(FILES)) {
    it(`is ${file}`, () => {
      checkVectors(file, (servers) => twemproxyKetama(servers, KEY_HASHES[hash]));
    });
  }
  it("knows a server by its name, wherever it is", () => {
    const at = (host: string) =>
      twemproxyKetama(
        ["one", "two", "three"].map((name, index) => ({ host, port: 11211 + index, name })),
        KEY_HASHES.md5,
      );
    const [here, there] = [at("10.0.0.1"), at("10.9.9.9")];
    assert.deepEqual(
      KEYS.map((key) => ownerOfText(here, key)),
      KEYS.map((key) => ownerOfText(there, key)),
    );
  });
  it("puts every key on one server when the hash has fifteen bits, as the real one does", () => {
    const servers = [11211, 11212, 11213, 11214, 11215].map((port) => ({ host: "127.0.0.1", port }));
    const placement = twemproxyKetama(servers, KEY_HASHES.crc);
    assert.equal(new Set(KEYS.map((key) => ownerOfText(placement, key))).size, 1);
  });
});
