/** Three nodes in a real etcd, and a directory that hands its list out: kill -9, a partition, a restart of etcd, a compaction. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { eventually, hangUp, talk } from "../support/conversation.ts";
import { listOf, startDirectory, startNode, until } from "../support/directory-nodes.ts";
import { EtcdServer, needsEtcd } from "../support/etcd-server.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";

after(() => hangUp());

function names(...nodes: readonly ServerProcess[]): string {
  return nodes.map(addressOf).sort().join(" ");
}

describe("nodes in etcd", needsEtcd(), () => {
  let etcd: EtcdServer;
  let directory: ServerProcess;
  let nodes: ServerProcess[] = [];

  const join = (...args: readonly string[]) =>
    startNode(undefined, "--join", `etcd://${etcd.address}/shop`, "--lease", "2s", ...args);
  const listed = async (...wanted: readonly ServerProcess[]): Promise<void> => {
    await until(directory, (list) => [...list.nodes].sort().join(" ") === names(...wanted));
  };

  before(async () => {
    etcd = await EtcdServer.start();
    [directory, ...nodes] = await Promise.all([
      startDirectory("--discover", `etcd://${etcd.address}/shop`),
      ...[1, 2, 3].map(() => join()),
    ]);
  });
  after(async () => {
    await Promise.all([directory, ...nodes].map((server) => server.stop("SIGKILL")));
    await etcd.stop();
  });

  it("are in the list of the directory, which others can't join", async () => {
    await listed(...nodes);
    assert.ok("port" in directory.target);
    const client = talk(directory.target.port, `config join a 0123456789abcdef h - 1 1 1 10000\r\nquit\r\n`);
    await client.ended;
    assert.equal(client.text(), `SERVER_ERROR the list is that of etcd://${etcd.address}/shop: join there\r\n`);
  });

  it("leave at once when they stop, and by their lease when they are killed; versions grow", async () => {
    const [one, two, three] = nodes as [ServerProcess, ServerProcess, ServerProcess];
    const { version } = await listOf(directory);
    await three.stop();
    const key = Buffer.from(`/memtool/shop/nodes/${addressOf(three)}`).toString("base64");
    assert.equal((await etcd.post("/v3/kv/range", { key }))["kvs"], undefined);
    await listed(one, two);
    await two.stop("SIGKILL");
    await listed(one);
    assert.ok((await listOf(directory)).version >= version + 2);
    nodes = [one, ...(await Promise.all([join(), join("--node-name", "named", "--weight", "3")]))];
    await listed(...nodes);
  });

  it("come back by themselves after a time in which they were stopped for longer than their lease", async () => {
    const [one, ...others] = nodes as [ServerProcess, ...ServerProcess[]];
    process.kill(one.pid, "SIGSTOP");
    await listed(...others);
    process.kill(one.pid, "SIGCONT");
    await listed(...nodes);
    // Its lease was lost, or a request that was on its way when it was stopped has had no answer.
    await eventually("a word about it", () => /^registered again as .* (?:which had lost it|after )/m.test(one.output));
  });

  it("serve on while etcd hangs, is killed and comes back; the directory keeps the list", async () => {
    const [one] = nodes as [ServerProcess];
    const count = (line: RegExp): number => one.output.match(line)?.length ?? 0;
    const more = (what: string, line: RegExp): (() => Promise<unknown>) => {
      const before = count(line);
      return async () => await eventually(what, () => count(line) > before);
    };
    const unanswered = more("an outage", /^WARNING: not in the list of etcd:.*did not answer/gm);
    etcd.kill("SIGSTOP");
    await unanswered();
    const ended = more("its end", /^registered again as .* after /gm);
    etcd.kill("SIGCONT");
    await ended();
    const refused = more("an outage", /^WARNING: not in the list of etcd:.*could not connect/gm);
    await etcd.stop();
    await refused();
    await listed(...nodes);
    assert.ok("port" in one.target);
    const client = talk(one.target.port, "set a 0 0 1\r\nx\r\nquit\r\n");
    await client.ended;
    assert.equal(client.text(), "STORED\r\n");
    const endedAgain = more("its end", /^registered again as/gm);
    await etcd.restart();
    await endedAgain();
    await listed(...nodes);
  });

  it("are followed across a compaction", async () => {
    const { header } = await etcd.post("/v3/kv/range", { key: Buffer.from("x").toString("base64") });
    await etcd.post("/v3/kv/compaction", { revision: (header as { revision: string }).revision, physical: true });
    const more = await join();
    nodes.push(more);
    await listed(...nodes);
  });
});
