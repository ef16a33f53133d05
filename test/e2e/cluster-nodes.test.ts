/** `memtool cluster nodes`, `health` and `watch` as a user runs them, on real servers that die. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli, spawnCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";

describe("a pool of two servers", needsMemcached(), () => {
  let servers: ServerProcess[];
  let words: string[];
  before(async () => {
    servers = await Promise.all([startMemcached({ args: ["-m", "32"] }), startMemcached({ args: ["-m", "48"] })]);
    words = servers.map(addressOf);
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  });

  it("nodes: side by side, with the settings that differ and clocks that agree; a dead one is shown as dead", async () => {
    const { stdout, stderr, exitCode } = await runCli(["cluster", "nodes", ...words, "127.0.0.1:1", "--json"]);
    assert.equal(exitCode, 3);
    assert.match(stderr, /could not connect to 127\.0\.0\.1:1/);
    const { nodes, settings } = JSON.parse(stdout);
    assert.deepEqual(
      nodes.map(({ state }: { state: string }) => state),
      ["up", "up", "dead"],
    );
    assert.deepEqual(settings.different.maxbytes, { [words[0] ?? ""]: "33554432", [words[1] ?? ""]: "50331648" });
    for (const node of nodes.slice(0, 2)) {
      assert.ok(node.clock_skew_min_s <= 0 && node.clock_skew_max_s >= 0);
    }
    assert.equal((await runCli(["cluster", "nodes", ...words])).exitCode, 0);
  });

  it("health: exit codes for probes", async () => {
    const well = await runCli(["cluster", "health", ...words]);
    assert.match(well.stdout, /^ok: 2 nodes, version [\d.]+, clocks agree, slowest answer .*\n$/);
    assert.equal(well.exitCode, 0);
    const young = await runCli(["cluster", "health", ...words, "--min-uptime", "1d", "--json"]);
    assert.deepEqual([young.exitCode, JSON.parse(young.stdout).problems.length], [1, 2]);
    assert.equal((await runCli(["cluster", "health", ...words, "127.0.0.1:1"])).exitCode, 3);
    assert.equal((await runCli(["cluster", "health", ...words, "127.0.0.1:1", "--min-nodes", "2"])).exitCode, 0);
  });
});

it("watch: a line when a node dies; Ctrl-C ends it", async () => {
  const [stays, dies] = await Promise.all([startMemtool(), startMemtool()]);
  const child = spawnCli(["cluster", "watch", addressOf(stays), addressOf(dies), "--every", "100ms", "--json"]);
  const events: string[] = [];
  const isDown = new Promise<void>((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      const { node, event } = JSON.parse(line);
      events.push(`${node} ${event}`);
      if (events.length === 2) {
        void dies.stop("SIGKILL");
      } else if (event === "down") {
        resolve();
      }
    });
  });
  await isDown;
  child.kill("SIGINT");
  const [exitCode] = await once(child, "close");
  assert.equal(exitCode, 130);
  assert.deepEqual(events, [`${addressOf(stays)} up`, `${addressOf(dies)} up`, `${addressOf(dies)} down`]);
  await stays.stop("SIGKILL");
});
