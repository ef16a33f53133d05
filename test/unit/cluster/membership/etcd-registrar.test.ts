/** cluster/membership/etcd-registrar.ts against an etcd in memory; the real one is in e2e/serve-etcd.test.ts. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseServerSource } from "../../../../src/base/server-source.ts";
import { EtcdRegistrar } from "../../../../src/cluster/membership/etcd-registrar.ts";
import { KnownEtcd } from "../../../support/known-etcd.ts";

const KEY = "/memtool/shop/nodes/h:1";

function registrar(etcd: KnownEtcd, instance: string, port = 1, name = "a"): EtcdRegistrar {
  const source = parseServerSource("etcd://e:2379/shop");
  assert.ok(source.kind === "etcd");
  const node = { name, host: "h", ip: "", port, weight: 2, version: "1.6.45" };
  const registration = { name, describe: async () => node, instance, leaseMs: 4500 };
  return new EtcdRegistrar(source, registration, { fetch: etcd.fetch, timeoutMs: 5000, tls: false });
}

describe("a node in etcd", () => {
  it("has a key under a lease, that goes with it", async () => {
    const etcd = new KnownEtcd();
    const node = registrar(etcd, "1");
    assert.equal(node.name, "etcd://e:2379/shop");
    assert.deepEqual(await node.join(false), { kind: "registered", version: "2" });
    assert.deepEqual(
      [...etcd.values()],
      [[KEY, { name: "a", host: "h", ip: "", port: 1, weight: 2, version: "1.6.45", instance: "1", since: "1" }]],
    );
    assert.deepEqual(await node.renew(), { kind: "registered", version: "2" });
    await node.leave();
    assert.deepEqual([...etcd.values()], []);
    assert.equal(etcd.leaseCount, 0);
  });

  it("joins again when its lease has run out, or somebody has deleted its key", async () => {
    const etcd = new KnownEtcd();
    const node = registrar(etcd, "1");
    assert.deepEqual(await node.renew(), { kind: "lost" });
    await node.join(false);
    etcd.expireLeases();
    assert.deepEqual(await node.renew(), { kind: "lost" });
    assert.equal((await node.join(true)).kind, "registered");
    etcd.delete(KEY);
    assert.deepEqual(await node.renew(), { kind: "lost" });
    assert.equal((await node.join(true)).kind, "registered");
    assert.equal(etcd.leaseCount, 1);
  });

  it("that was killed and started again takes its key over", async () => {
    const etcd = new KnownEtcd();
    await registrar(etcd, "1").join(false);
    const young = registrar(etcd, "2");
    assert.equal((await young.join(false)).kind, "registered");
    assert.equal(etcd.values().get(KEY)?.["instance"], "2");
    assert.equal((await young.renew()).kind, "registered");
  });

  it("that is alive has its key back from a newer instance, which is told by whom it is taken", async () => {
    for (const [first, second] of [
      ["1", "2"],
      ["2", "1"],
    ] as const) {
      const etcd = new KnownEtcd();
      const [old, young] = [registrar(etcd, first), registrar(etcd, second)];
      await old.join(false);
      assert.equal((await young.join(false)).kind, "registered");
      assert.equal((await old.renew()).kind, "registered");
      assert.equal(etcd.values().get(KEY)?.["instance"], first);
      assert.deepEqual(await young.renew(), { kind: "lost" });
      assert.deepEqual(await young.join(true), { kind: "taken", by: "a (h:1)" });
      assert.equal((await old.renew()).kind, "registered");
      await old.leave();
      assert.equal((await young.join(true)).kind, "registered");
    }
  });

  it("whose lease has run out came later than who is there now", async () => {
    const etcd = new KnownEtcd();
    const [old, young] = [registrar(etcd, "1"), registrar(etcd, "2")];
    await old.join(false);
    etcd.expireLeases();
    assert.equal((await young.join(false)).kind, "registered");
    assert.deepEqual(await old.renew(), { kind: "lost" });
    assert.deepEqual(await old.join(true), { kind: "taken", by: "a (h:1)" });
    assert.equal((await young.renew()).kind, "registered");
    etcd.expireLeases();
    assert.equal((await old.join(true)).kind, "registered");
  });

  it("whose name is taken at another address is told by whom", async () => {
    const etcd = new KnownEtcd();
    await registrar(etcd, "1").join(false);
    const other = registrar(etcd, "2", 2);
    assert.deepEqual(await other.join(false), { kind: "taken", by: "a (h:1)" });
    assert.equal(etcd.values().size, 1);
  });

  it("takes a key over that somebody has written by hand", async () => {
    const etcd = new KnownEtcd();
    etcd.put(KEY, "{}");
    const node = registrar(etcd, "1");
    assert.equal((await node.join(false)).kind, "registered");
    assert.equal(etcd.values().get(KEY)?.["instance"], "1");
  });

  it("says so when nobody answers, and a lease that is gone is no reason not to leave", async () => {
    const etcd = new KnownEtcd();
    const node = registrar(etcd, "1");
    await node.join(false);
    etcd.isAway = true;
    await assert.rejects(node.renew(), { code: "CONNECT" });
    await assert.rejects(node.leave(), { code: "CONNECT" });
    etcd.isAway = false;
    await node.join(true);
    etcd.expireLeases();
    await node.leave();
    node.destroy();
  });
});
