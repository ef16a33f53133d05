/** server/directory/own-node.ts: where clients are sent. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Address } from "../../../../src/base/address.ts";
import { ownNode, withIp } from "../../../../src/server/directory/own-node.ts";

const NOTHING = { name: undefined, host: undefined, port: undefined, weight: 1 };

function tcp(host: string, port: number): Address {
  return { kind: "tcp", host, port, tls: false };
}

describe("a server as a node", () => {
  it("is where it listens first", () => {
    const node = ownNode(NOTHING, [{ kind: "unix", path: "/s" }, tcp("127.0.0.1", 5), tcp("10.0.0.1", 6)], []);
    const expected = { host: "127.0.0.1", ip: "127.0.0.1", port: 5, weight: 1, version: "1.6.45" };
    assert.deepEqual(node, { name: "127.0.0.1:5", ...expected });
    assert.equal(ownNode(NOTHING, [tcp("::1", 5)], [])?.name, "[::1]:5");
  });

  it("that listens on all interfaces is at an address that others reach", () => {
    for (const host of ["0.0.0.0", "::"]) {
      assert.equal(ownNode(NOTHING, [tcp(host, 5)], ["10.1.1.1", "fd00::1"])?.host, "10.1.1.1");
      assert.equal(ownNode(NOTHING, [tcp(host, 5)], [])?.host, "127.0.0.1");
    }
  });

  it("is what was said of it", () => {
    const settings = { name: "n", host: "cache.example", port: 99, weight: 4 };
    assert.deepEqual(ownNode(settings, [tcp("127.0.0.1", 5)], []), { ...settings, ip: "", version: "1.6.45" });
    assert.equal(ownNode({ ...NOTHING, host: "h" }, [tcp("127.0.0.1", 5)], [])?.name, "h:5");
  });

  it("without a TCP port is none", () => {
    assert.equal(ownNode(NOTHING, [{ kind: "unix", path: "/s" }], []), undefined);
  });

  it("gets the address of its name, if it has one", async () => {
    const node = ownNode({ ...NOTHING, host: "localhost" }, [tcp("127.0.0.1", 5)], []);
    assert.ok(node !== undefined);
    assert.match((await withIp(node)).ip, /^(127\.0\.0\.1|::1)$/);
    assert.equal((await withIp({ ...node, host: "name.invalid" })).ip, "");
    assert.equal((await withIp({ ...node, host: "10.0.0.1", ip: "10.0.0.1" })).ip, "10.0.0.1");
  });
});
