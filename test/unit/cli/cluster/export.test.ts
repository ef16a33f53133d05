import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterExportCommand } from "../../../../src/cli/cluster/export.ts";
import { runCommand } from "../../../support/run-command.ts";

const run = (...words: readonly string[]) => runCommand(clusterExportCommand, "a:1", "b:1", ...words);

test("engines that have no such rule are refused, those that have one named", async () => {
  await assert.rejects(run("--format", "mcrouter", "--client", "npm-memcached"), {
    message: "mcrouter has no rule that places keys on these servers as npm-memcached does",
    hint: "twemproxy and memcached-proxy have one: --format twemproxy",
  });
  await assert.rejects(run("--format", "twemproxy", "--client", "dalli"), { hint: /no engine has/ });
  await assert.rejects(run("--format", "twemproxy"), /--client is missing/);
});

test("nothing gets into a configuration that is no name and no address", async () => {
  await assert.rejects(run("--client", "dalli", "--name", "a: b"), /--name "a: b"/);
  await assert.rejects(run("--client", "dalli", "--listen", "here"), /is no HOST:PORT/);
  assert.equal(await run("--client", "dalli"), 0);
});
