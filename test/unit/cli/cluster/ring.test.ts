/** `memtool cluster ring`: shares of points and keys, bars for people, the weak hash named. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterRingCommand } from "../../../../src/cli/cluster/ring.ts";
import { runCommand } from "../../../support/cluster-command.ts";

test("points, what is due and what there is, for programs", async () => {
  const { stdout } = await runCommand(clusterRingCommand, [
    "--client",
    "ketama-weighted",
    "--made-up",
    "1k",
    "a",
    "b*3",
    "--json",
  ]);
  const document = JSON.parse(stdout) as {
    client: string;
    kind: string;
    keys: object;
    uneven_hash: boolean;
    nodes: {
      node: string;
      weight: string;
      parts: number;
      expected_ratio: number;
      share_ratio: number;
      keys_ratio: number;
    }[];
  };
  assert.deepEqual([document.client, document.kind, document.uneven_hash], ["ketama-weighted", "point", false]);
  assert.deepEqual(document.keys, { source: "made-up", count: 1000 });
  assert.deepEqual(
    document.nodes.map(({ node, parts, expected_ratio }) => [node, parts, expected_ratio]),
    [
      ["a:11211", 80, 0.25],
      ["b:11211", 240, 0.75],
    ],
  );
  const sum = (name: "share_ratio" | "keys_ratio") => document.nodes.reduce((total, node) => total + node[name], 0);
  assert.ok(Math.abs(sum("share_ratio") - 1) < 1e-5 && Math.abs(sum("keys_ratio") - 1) < 1e-5);
});

test("on a terminal bars, and a word about a weak hash", async () => {
  const argv = ["--client", "twemproxy:crc32", "--made-up", "1k", "a", "b"];
  const wide = await runCommand(clusterRingCommand, argv, { isTerminal: true, width: 120 });
  assert.match(wide.stdout, /█{12}/);
  assert.match(wide.stdout, /chance ±/);
  assert.match(
    wide.stdout,
    /look The hash crc32 is weak for 1,000 made-up keys, key:0 and so on: [ab]:11211 owns\s+\d+(\.\d)? % of all/,
  );
  const narrow = await runCommand(clusterRingCommand, argv, { isTerminal: true, width: 80 });
  assert.doesNotMatch(narrow.stdout, /chance ± │/);
  assert.match(narrow.stdout, /due/);
  assert.ok(narrow.stdout.split("\n").every((line) => !line.startsWith("│") || line.length <= 80));
});

test("rules without a ring", async () => {
  const scores = await runCommand(clusterRingCommand, ["--client", "pymemcache", "--made-up", "100", "a", "b"]);
  assert.match(scores.stdout, /^a:11211\t1\t-\t0\.5\t0\.5\t0\t/m);
  const buckets = await runCommand(clusterRingCommand, ["--client", "memjs", "--made-up", "100", "a", "b"], {
    isTerminal: true,
  });
  assert.match(buckets.stdout, /the buckets that are a node's/);
});

test("a server is named once", async () => {
  await assert.rejects(runCommand(clusterRingCommand, ["--client", "dalli", "a", "a:11211"]), /a:11211 is named twice/);
});
