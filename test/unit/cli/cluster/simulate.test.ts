/** `memtool cluster simulate` with keys that no server has; with real clients it is in test/conformance/placement-clients. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterSimulateCommand } from "../../../../src/cli/cluster/simulate.ts";
import { runCommand } from "../../../support/cluster-command.ts";
import { deadAddress } from "../../../support/dead-address.ts";

/** The parts of the document that are looked at. */
interface Simulated {
  readonly servers: { readonly before: string[]; readonly after: string[] };
  readonly keys: { readonly source: string; readonly count: number };
  readonly moved: { readonly keys_ratio: number; readonly bytes: number | null };
  readonly nodes: readonly Record<string, number | string>[];
}

async function simulate(...argv: string[]): Promise<Simulated> {
  const { stdout } = await runCommand(clusterSimulateCommand, [...argv, "--made-up", "10k", "--json"]);
  return JSON.parse(stdout) as Simulated;
}

test("a node more: about its part moves, to it alone", async () => {
  const { servers, keys, moved, nodes } = await simulate("--client", "ketama-weighted", "--add", "d", "a", "b", "c");
  assert.deepEqual(servers, {
    before: ["a:11211", "b:11211", "c:11211"],
    after: ["a:11211", "b:11211", "c:11211", "d:11211"],
  });
  assert.deepEqual([keys.source, keys.count, moved.bytes], ["made-up", 10_000, null]);
  assert.ok(Math.abs(moved.keys_ratio - 0.25) < 0.08, `${moved.keys_ratio}`);
  assert.deepEqual(
    nodes.map(({ in_keys }) => Number(in_keys) > 0),
    [false, false, false, true],
  );
});

test("a list moves far more: three of four", async () => {
  const { moved } = await simulate("--client", "modula:md5", "--add", "d", "a", "b", "c");
  assert.ok(Math.abs(moved.keys_ratio - 0.75) < 0.03, `${moved.keys_ratio}`);
});

test("a node less and another weight", async () => {
  const less = await simulate("--client", "dalli", "--remove", "a", "a", "b", "c");
  assert.deepEqual(
    less.nodes.map(({ after_keys }) => Number(after_keys) > 0),
    [false, true, true],
  );
  const weighted = await simulate("--client", "dalli", "--weight", "a*3", "a", "b");
  assert.ok(Math.abs(Number(weighted.nodes[0]?.["after_keys"]) / 10_000 - 0.75) < 0.08);
});

test("servers that cannot be reached are said, and keys made up", async () => {
  const [one, other] = [await deadAddress(), await deadAddress()];
  const run = await runCommand(clusterSimulateCommand, [
    "--client",
    "dalli",
    "--add",
    "d",
    one,
    other,
    "--format",
    "table",
  ]);
  assert.match(run.stderr, /no server can be reached, so the keys are made up/);
  assert.match(run.stdout, /of 100,000 made-up keys/);
  assert.equal(run.exitCode, 0);
});

test("mistakes", async () => {
  const run = (...argv: string[]) => runCommand(clusterSimulateCommand, ["--client", "dalli", ...argv]);
  await assert.rejects(run("a", "a", "--add", "c"), /a:11211 is named twice/);
  await assert.rejects(run("a", "b"), /nothing is to change/);
  await assert.rejects(run("a", "b", "--add", "c", "--keys", "x", "--made-up", "5"), { code: "USAGE" });
  await assert.rejects(run("a", "b", "--add", "c", "--made-up", "0"), /--made-up must be/);
  await assert.rejects(run("a", "b", "--add", "c", "--sample", "0"), /--sample must be/);
});
