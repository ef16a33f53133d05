/** cluster/ring/spymemcached.ts: what Java prints for a server, and its hashes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createPlacement, parseClient } from "../../../../src/cluster/ring/clients.ts";
import type { PlacementServer } from "../../../../src/cluster/ring/placement.ts";
import { ownerOfText } from "../../../support/placement-vectors.ts";

const PORTS = [11211, 11212, 11213];
const KEYS = Array.from({ length: 500 }, (_, index) => `user:${index}`);

function owners(client: string, servers: readonly PlacementServer[], keys = KEYS): number[] {
  const placement = createPlacement(parseClient(client), servers);
  return keys.map((key) => ownerOfText(placement, key));
}

test("a name stands before its address, and has to be resolved", () => {
  const named = PORTS.map((port) => ({ host: "cache", port, ip: "10.0.0.1" }));
  // libketama has no port 11211, so its servers are named as Java would print them.
  const printed = PORTS.map((port) => ({ host: `cache/10.0.0.1:${port}`, port: 11211 }));
  assert.deepEqual(owners("spymemcached:ketama", named), owners("ketama-weighted", printed));
  assert.throws(() => owners("spymemcached:ketama", [{ host: "cache", port: 1 }]), { code: "USAGE" });
});

test("an IPv6 address has brackets and all of its groups, as Java 17 prints it", () => {
  const printed = {
    "::1": "[0:0:0:0:0:0:0:1]",
    "2001:db8::ff00:42:8329": "[2001:db8:0:0:0:ff00:42:8329]",
    "2001:DB8:0:1:2:3:4:5": "[2001:db8:0:1:2:3:4:5]",
  };
  for (const [host, text] of Object.entries(printed)) {
    const servers = PORTS.map((port) => ({ host, port }));
    const named = PORTS.map((port) => ({ host: `${text}:${port}`, port: 11211 }));
    assert.deepEqual(owners("spymemcached:ketama", servers), owners("ketama-weighted", named), host);
  }
});

test("libmemcached's format has names without port 11211", () => {
  const named = PORTS.map((port) => ({ host: "10.0.0.1", port, name: "cache" }));
  const plain = PORTS.map((port) => ({ host: "cache", port }));
  assert.deepEqual(owners("spymemcached:ketama,format=libmemcached", named), owners("ketama-weighted", plain));
  const unnamed = [{ host: "10.0.0.1", port: 1 }];
  assert.throws(() => owners("spymemcached:ketama,format=libmemcached", unnamed), { code: "USAGE", hint: /NAME=/ });
});

test("native is Java's hashCode: on a ring all numbered keys are on one server", () => {
  const servers = PORTS.map((port) => ({ host: "127.0.0.1", port }));
  assert.equal(new Set(owners("spymemcached:ketama,hash=native", servers)).size, 1);
  const hashCode = (text: string) =>
    [...text].reduce((sum, character) => (Math.imul(31, sum) + character.charCodeAt(0)) | 0, 0);
  const texts = ["日本", "naïve", "key:1"];
  assert.deepEqual(
    owners("spymemcached", servers, texts),
    texts.map((text) => (hashCode(text) >>> 0) % 3),
  );
});

test("its FNV and CRC are those of C for keys of ASCII", () => {
  const servers = PORTS.map((port) => ({ host: "127.0.0.1", port }));
  for (const hash of ["fnv1_32", "fnv1a_32", "fnv1_64", "fnv1a_64", "crc", "md5"]) {
    if (hash !== "fnv1a_64") {
      assert.deepEqual(owners(`spymemcached:hash=${hash}`, servers), owners(`modula:${hash}`, servers), hash);
    }
  }
});
