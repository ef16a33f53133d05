/** `memtool cluster discover`: rows, and changes as they come. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { formatAddress } from "../../../../src/base/address.ts";
import { nodeRows } from "../../../../src/cli/cluster/discover.ts";
import { startClusterEndpoint } from "../../../support/cluster-endpoint.ts";
import { testNode } from "../../../support/list-source.ts";
import { runCli, spawnCli } from "../../../support/run-cli.ts";

const LIST = { version: 12n, source: "s" };

it("numbers are numbers for programs, and without commas for people", () => {
  const node = testNode("a", { ip: "10.0.0.1", weight: 2, name: "one" });
  assert.deepEqual(nodeRows(false)(node, LIST), ["a:11211", "10.0.0.1", 11211, 2, "one", 12n, "s"]);
  assert.deepEqual(nodeRows(true)(node, LIST), ["a:11211", "10.0.0.1", "11211", "2", "one", "12", "s"]);
  assert.equal(nodeRows(true)({ host: "/run/m", port: 0, weight: 1 }, LIST)[2], undefined);
});

describe("memtool cluster discover", () => {
  it("prints the list", async (t) => {
    const endpoint = await startClusterEndpoint();
    t.after(() => endpoint.close());
    endpoint.tell(12, ["a|10.0.0.1|1", "b||2"]);
    const word = `elasticache+${formatAddress(endpoint.address)}`;
    const plain = await runCli(["cluster", "discover", word]);
    assert.equal(
      plain.stdout,
      `node\tip\tport\tweight\tname\tversion\tsource\na:1\t10.0.0.1\t1\t1\t-\t12\t${word}\nb:2\t-\t2\t1\t-\t12\t${word}\n`,
    );
    const table = await runCli(["cluster", "discover", word, "--format", "markdown"]);
    assert.deepEqual(table.stdout.split("\n").slice(0, 5), [
      `### ${word}, version 12`,
      "",
      "| node | ip | port | weight |",
      "| --- | --- | --- | --- |",
      "| a:1 | 10.0.0.1 | 1 | 1 |",
    ]);
    const json = await runCli(["cluster", "discover", "--json"], { env: { MEMCACHE_SERVERS: word } });
    assert.deepEqual(JSON.parse(json.stdout)[0], {
      node: "a:1",
      ip: "10.0.0.1",
      port: 1,
      weight: 1,
      name: null,
      version: 12,
      source: word,
    });
  });
  it("watches, and ends with 130", async (t) => {
    const endpoint = await startClusterEndpoint();
    t.after(() => endpoint.close());
    endpoint.tell(1, ["a||1"]);
    const word = `elasticache+${formatAddress(endpoint.address)}`;
    const child = spawnCli(["cluster", "discover", word, "--watch", "--json", "--discover-every", "100ms"]);
    const ended = once(child, "close");
    const lines: string[] = [];
    for await (const chunk of child.stdout) {
      lines.push(
        ...String(chunk)
          .split("\n")
          .filter((line) => line !== ""),
      );
      if (lines.length === 1) {
        endpoint.tell(2, ["a||1", "b||2"]);
      } else if (lines.length === 2) {
        endpoint.tell(1, []);
        endpoint.tell(3, ["b||2"]);
      } else {
        child.kill("SIGINT");
      }
    }
    const [exitCode] = await ended;
    const seen = lines
      .map((line) => JSON.parse(line))
      .map(({ change, node, version }) => `${change} ${node} ${version}`);
    assert.deepEqual(seen, ["found a:1 1", "added b:2 2", "removed a:1 3"]);
    assert.equal(exitCode, 130);
  });
  it("ends with 3 where there is no cluster, and 2 for words that mean nothing", async (t) => {
    const endpoint = await startClusterEndpoint("plain");
    t.after(() => endpoint.close());
    const none = await runCli(["cluster", "discover", `elasticache+${formatAddress(endpoint.address)}`]);
    assert.equal(none.exitCode, 3);
    assert.match(none.stderr, /is no endpoint of a cluster: it answered `config get cluster` with "ERROR"/);
    assert.equal((await runCli(["cluster", "discover", "etcd://a"])).exitCode, 2);
  });
});
