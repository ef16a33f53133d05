/** directory/node-record.ts: nothing goes into a list that could be one of its separators. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  faultOfNode,
  isIpAddress,
  isNodeHost,
  isNodeName,
  isSameNode,
  isSamePlace,
  type NodeRecord,
  placeOfNode,
} from "../../../src/directory/node-record.ts";

const NODE: NodeRecord = { name: "a", host: "h1", ip: "10.0.0.1", port: 11211, weight: 1, version: "1.6.45" };

describe("records of nodes", () => {
  it("are taken with names, IPv4 and IPv6 addresses, and without an address", () => {
    for (const host of ["localhost", "cache-1.example.com", "a_b", "127.0.0.1", "::1", "fe80::1"]) {
      assert.equal(faultOfNode({ ...NODE, host }), undefined, host);
    }
    for (const ip of ["", "127.0.0.1", "::1", "2001:db8::1"]) {
      assert.equal(faultOfNode({ ...NODE, ip }), undefined, ip);
    }
  });

  it("are refused with what is wrong", () => {
    const cases: [Partial<NodeRecord>, string][] = [
      [{ name: "" }, "bad node name"],
      [{ name: "a b" }, "bad node name"],
      [{ name: "a|b" }, "bad node name"],
      [{ name: "a\r\nb" }, "bad node name"],
      [{ name: "\x1b[2J" }, "bad node name"],
      [{ name: "é" }, "bad node name"],
      [{ name: "x".repeat(256) }, "bad node name"],
      [{ host: "" }, "bad host"],
      [{ host: "a|b" }, "bad host"],
      [{ host: "[::1]" }, "bad host"],
      [{ host: "-a" }, "bad host"],
      [{ host: "a/b" }, "bad host"],
      [{ ip: "host" }, "bad ip"],
      [{ ip: "256.0.0.1" }, "bad ip"],
      [{ ip: "1::2::3" }, "bad ip"],
      [{ port: 0 }, "bad port"],
      [{ port: 65_536 }, "bad port"],
      [{ port: Number.NaN }, "bad port"],
      [{ weight: 0 }, "bad weight"],
      [{ weight: 1.5 }, "bad weight"],
      [{ weight: 1_000_001 }, "bad weight"],
      [{ version: "" }, "bad version"],
      [{ version: "1 6" }, "bad version"],
      [{ version: "1".repeat(65) }, "bad version"],
    ];
    for (const [change, fault] of cases) {
      assert.equal(faultOfNode({ ...NODE, ...change }), fault, JSON.stringify(change));
    }
  });

  it("property: what is taken has no separator in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        for (const taken of [isNodeName(text), isNodeHost(text), isIpAddress(text)]) {
          assert.ok(!taken || /^[!-{}~]+$/.test(text), JSON.stringify(text));
        }
      }),
    );
  });

  it("are compared by all they say, and by their place alone", () => {
    assert.ok(isSameNode(NODE, { ...NODE }));
    assert.ok(!isSameNode(NODE, { ...NODE, weight: 2 }));
    assert.ok(isSamePlace(NODE, { ...NODE, name: "b", host: "H1" }));
    assert.ok(!isSamePlace(NODE, { ...NODE, port: 1 }));
  });

  it("are shown by their place, IPv6 in brackets", () => {
    assert.equal(placeOfNode(NODE), "h1:11211");
    assert.equal(placeOfNode({ host: "::1", port: 5 }), "[::1]:5");
  });
});
