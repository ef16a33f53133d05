/** `etcd://host/cluster` against a real etcd: nodes come, go, lose their leases; etcd compacts, restarts, hangs. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parseServerSource } from "../../../../src/base/server-source.ts";
import { sleep } from "../../../../src/base/waiting.ts";
import { Discovery } from "../../../../src/cluster/discovery/discovery.ts";
import { etcdSource } from "../../../../src/cluster/discovery/etcd-source.ts";
import { changeText } from "../../../../src/cluster/discovery/server-list.ts";
import { EtcdServer, needsEtcd } from "../../../support/etcd-server.ts";

/** What a test waits for: the next thing that was said. */
class Sayings {
  readonly #said: string[] = [];
  #onNews: () => void = () => {};

  add(text: string): void {
    this.#said.push(text);
    this.#onNews();
  }

  async next(): Promise<string> {
    while (this.#said.length === 0) {
      await new Promise<void>((resolve) => {
        this.#onNews = resolve;
      });
    }
    return this.#said.shift() ?? "";
  }
}

function sourceOf(etcd: EtcdServer, cluster: string, watchMsMax?: number) {
  const source = parseServerSource(`etcd://${etcd.address}/${cluster}`);
  assert.ok(source.kind === "etcd");
  return etcdSource(source, { fetch, timeoutMs: 1500, ...(watchMsMax === undefined ? {} : { watchMsMax }) });
}

/** Follows a cluster, for as long as the test runs. */
async function followed(
  t: { after(end: () => unknown): void },
  etcd: EtcdServer,
  cluster: string,
  watchMsMax?: number,
) {
  const end = new AbortController();
  const said = new Sayings();
  const clock = {
    monotonicMs: () => 0,
    unixMs: () => 0,
    sleep: (ms: number, signal?: AbortSignal) => sleep(Math.min(ms, 100), signal),
  };
  const discovery = new Discovery(sourceOf(etcd, cluster, watchMsMax), { clock, random: Math.random });
  const listener = {
    onChange: (_: unknown, changes: readonly Parameters<typeof changeText>[0][]) =>
      said.add(changes.map(changeText).join(" ")),
    onProblem: (error: { code: string }) => said.add(`problem ${error.code}`),
    onRecovery: () => said.add("recovered"),
    onRemark: (text: string) => said.add(`remark ${text}`),
  };
  await discovery.start(listener, end.signal);
  const following = discovery.follow(listener, end.signal);
  t.after(async () => {
    end.abort();
    await following;
  });
  return { discovery, said };
}

function nodeKey(cluster: string, name: string): string {
  return `/memtool/${cluster}/nodes/${name}`;
}

function nodeValue(host: string, port: number, more: object = {}): string {
  return JSON.stringify({ host, port, weight: 1, version: "1.6.45", ...more });
}

describe("a real etcd", needsEtcd(), () => {
  let etcd: EtcdServer;
  before(async () => {
    etcd = await EtcdServer.start();
  });
  after(() => etcd.stop());

  it("tells who comes, changes, leaves, and whose lease runs out", async (t) => {
    await etcd.put(nodeKey("one", "a:1"), nodeValue("a", 1));
    await etcd.put(nodeKey("one.other", "x:1"), nodeValue("x", 1));
    const { discovery, said } = await followed(t, etcd, "one");
    assert.deepEqual(discovery.list?.nodes, [{ host: "a", port: 1, weight: 1 }]);
    const revision = await etcd.put(nodeKey("one", "b:2"), nodeValue("b", 2), 1);
    assert.equal(await said.next(), "+ b:2");
    assert.equal(discovery.list?.version, BigInt(revision));
    await etcd.put(nodeKey("one", "a:1"), nodeValue("a", 1, { weight: 3 }));
    assert.equal(await said.next(), "~ a:1 weight 1 -> 3");
    assert.equal(await said.next(), "- b:2", "nobody kept its lease alive");
    await etcd.put(nodeKey("one", "what is this"), "{}");
    assert.match(await said.next(), /^remark the key "\/memtool\/one\/nodes\/what is this" in etcd names no node/);
    await etcd.delete(nodeKey("one", "a:1"));
    assert.equal(await said.next(), "problem CONNECT", "the last list is kept");
    assert.equal(discovery.list?.nodes.length, 1);
    await etcd.put(nodeKey("one", "c:3"), nodeValue("c", 3));
    assert.equal(await said.next(), "recovered");
    assert.equal(await said.next(), "- a:1 + c:3");
  });

  it("goes on behind a compaction that took the past it wants to watch from", async (t) => {
    await etcd.put(nodeKey("two", "a:1"), nodeValue("a", 1));
    const source = sourceOf(etcd, "two");
    const signal = AbortSignal.timeout(20_000);
    const { version = 0n } = await source.read(signal);
    await etcd.put("elsewhere", "1");
    const revision = await etcd.put(nodeKey("two", "b:2"), nodeValue("b", 2));
    await etcd.post("/v3/kv/compaction", { revision });
    await source.changed?.(signal);
    const again = await source.read(signal);
    assert.equal(again.nodes.length, 2);
    assert.ok((again.version ?? 0n) > version);
    t.diagnostic(`compacted at ${revision}`);
  });

  it("watches anew, when a watch has lasted long enough", async (t) => {
    await etcd.put(nodeKey("three", "a:1"), nodeValue("a", 1));
    const { said } = await followed(t, etcd, "three", 50);
    await sleep(300);
    await etcd.put(nodeKey("three", "b:2"), nodeValue("b", 2));
    assert.equal(await said.next(), "+ b:2", "and nothing was said about the watches that ended");
  });

  it("keeps the list while etcd is away or hangs, and catches up", async (t) => {
    await etcd.put(nodeKey("four", "a:1"), nodeValue("a", 1));
    const { discovery, said } = await followed(t, etcd, "four", 1000);
    await etcd.stop();
    assert.match(await said.next(), /^problem (DISCONNECTED|CONNECT)$/, "in the middle of a watch, or before");
    assert.equal(discovery.list?.nodes.length, 1);
    await etcd.restart();
    assert.equal(await said.next(), "recovered");
    await etcd.put(nodeKey("four", "b:2"), nodeValue("b", 2));
    assert.equal(await said.next(), "+ b:2");
    etcd.kill("SIGSTOP");
    assert.equal(await said.next(), "problem TIMEOUT");
    etcd.kill("SIGCONT");
    assert.equal(await said.next(), "recovered");
    await etcd.delete(nodeKey("four", "a:1"));
    assert.equal(await said.next(), "- a:1");
  });

  it("asks for a login", async (t) => {
    const secured = await EtcdServer.start();
    t.after(() => secured.stop());
    await secured.put(nodeKey("five", "a:1"), nodeValue("a", 1));
    await secured.post("/v3/auth/user/add", { name: "root", password: "secret" });
    await secured.post("/v3/auth/role/add", { name: "root" });
    await secured.post("/v3/auth/user/grant", { user: "root", role: "root" });
    await secured.post("/v3/auth/enable", {});
    const signal = AbortSignal.timeout(20_000);
    const read = async (login: string) => {
      const source = parseServerSource(`etcd://${login}${secured.address}/five`);
      assert.ok(source.kind === "etcd");
      return (await etcdSource(source, { fetch }).read(signal)).nodes.length;
    };
    await assert.rejects(read(""), { code: "REFUSED", message: /user name is empty/, hint: /log in as etcd:\/\// });
    await assert.rejects(read("root:wrong@"), { code: "REFUSED" });
    assert.equal(await read("root:secret@"), 1);
  });
});
