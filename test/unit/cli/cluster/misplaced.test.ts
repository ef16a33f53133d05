/** The words of `memtool cluster misplaced`: what excludes each other is found before anyone is asked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterMisplacedCommand } from "../../../../src/cli/cluster/misplaced.ts";
import { runCommand } from "../../../support/run-command.ts";

const run = (...argv: readonly string[]) => runCommand(clusterMisplacedCommand, ...argv);

test("nobody guesses a client, and one node owns everything", async () => {
  await assert.rejects(run("a:1", "b:1"), /--client is missing/);
  await assert.rejects(run("a:1", "b:1", "--client", "nobody"), /no client has that name/);
  await assert.rejects(run("a:1", "--client", "pylibmc"), /one node only/);
  await assert.rejects(run("a:1", "b:1", "a:1", "--client", "pylibmc"), /a:1 is named twice/);
});

test("what excludes each other", async () => {
  const words = ["a:1", "b:1", "--client", "pylibmc"];
  await assert.rejects(run(...words, "--move", "--delete"), /exclude each other/);
  await assert.rejects(run(...words, "--yes"), /--yes is for --move and --delete/);
  await assert.rejects(run(...words, "--rate", "5"), /--rate is for/);
  await assert.rejects(run(...words, "--move", "--rate", "0"), /--rate must be more than 0/);
  await assert.rejects(run(...words, "--move", "--list"), /--list only lists/);
  await assert.rejects(run(...words, "--resume-from", "5"), /does not say which of 2 servers/);
});
