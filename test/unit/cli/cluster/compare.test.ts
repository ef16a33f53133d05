/** `memtool cluster compare`: clients that agree and clients that don't. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterCompareCommand } from "../../../../src/cli/cluster/compare.ts";
import { runCommand } from "../../../support/cluster-command.ts";

const NODES = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];

test("the libketama family agrees on every key", async () => {
  const { stdout } = await runCommand(clusterCompareCommand, [
    "npm-memcached",
    "pylibmc:ketama_weighted=1",
    ...NODES,
    "--made-up",
    "2k",
    "--json",
  ]);
  const document = JSON.parse(stdout) as { clients: string[]; differing: { keys: number }; examples: unknown[] };
  assert.deepEqual(document.clients, ["npm-memcached", "pylibmc:ketama_weighted"]);
  assert.equal(document.differing.keys, 0);
  assert.deepEqual(document.examples, []);
});

test("others do not: the share, a row a node and a total, examples for people", async () => {
  const argv = ["dalli", "memjs", ...NODES, "--made-up", "3k"];
  const piped = await runCommand(clusterCompareCommand, argv);
  const rows = piped.stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  assert.deepEqual(rows[0], ["node", "before_keys", "after_keys", "in_keys", "out_keys"]);
  const [, , , , total] = rows;
  assert.deepEqual(total?.slice(0, 3), ["total", "3000", "3000"]);
  assert.equal(total?.[3], total?.[4]);
  assert.ok(Number(total?.[3]) > 1500 && Number(total?.[3]) < 2500);
  const shown = await runCommand(clusterCompareCommand, argv, { isTerminal: true, width: 100 });
  assert.match(shown.stdout, /% of the keys are on another node/);
  assert.match(shown.stdout, /as {3}key:\d+: 10\.0\.0\.\d:11211 -> 10\.0\.0\.\d:11211/);
});

test("clients are checked before anything else", async () => {
  await assert.rejects(runCommand(clusterCompareCommand, ["dalli", "a:11211", "b"]), { code: "USAGE" });
});

test("a server is named once", async () => {
  await assert.rejects(runCommand(clusterCompareCommand, ["dalli", "twemproxy", "a", "a"]), /a:11211 is named twice/);
});
