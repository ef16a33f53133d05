/** `memtool cluster locate` without servers; with real ones it is in test/conformance/placement-clients. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { clusterLocateCommand } from "../../../../src/cli/cluster/locate.ts";
import { runCommand } from "../../../support/cluster-command.ts";
import { deadAddress } from "../../../support/dead-address.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const SERVERS = ["-s", "127.0.0.1:11211,127.0.0.1:11212,127.0.0.1:11213,127.0.0.1:11214,127.0.0.1:11215"];

test("a line a key, of words and of a file, and what they came from", async () => {
  const path = join(temporaryFolder("locate-"), "keys");
  writeFileSync(path, "key:2\r\n\nkey:3");
  const run = await runCommand(clusterLocateCommand, [
    "key:0",
    "key:1",
    "--client",
    "npm-memcached",
    "--keys",
    path,
    ...SERVERS,
  ]);
  const [head, ...lines] = run.stdout.trimEnd().split("\n");
  assert.equal(head, "key\tnode");
  assert.deepEqual(lines.slice(0, 2), ["key:0\t127.0.0.1:11212", "key:1\t127.0.0.1:11211"]);
  assert.deepEqual(
    lines.map((line) => line.split("\t")[0]),
    ["key:0", "key:1", "key:2", "key:3"],
  );
  assert.equal(run.exitCode, 0);
});

test("--explain: what was hashed, by what, to what, chosen how", async () => {
  const json = async (client: string) => {
    const { stdout } = await runCommand(clusterLocateCommand, [
      "k",
      "--client",
      client,
      "--explain",
      "--json",
      ...SERVERS,
    ]);
    return (JSON.parse(stdout) as Record<string, string>[])[0];
  };
  const ring = await json("dalli:prefix=app:");
  assert.deepEqual([ring?.["key"], ring?.["hashed"], ring?.["hash"]], ["k", "app:k", "crc32"]);
  assert.match(ring?.["choice"] ?? "", /^point \d+, one of 800$/);
  assert.match((await json("memjs"))?.["choice"] ?? "", /^bucket \d of 5 by modulo$/);
  assert.match((await json("pymemcache"))?.["hashed"] ?? "", /^127\.0\.0\.1:1121\d-k$/);
});

test("--check of servers that are gone: unknown, exit code 3", async () => {
  const address = await deadAddress();
  const run = await runCommand(clusterLocateCommand, ["k", "--client", "dalli", "--check", "-s", address]);
  assert.match(run.stdout, /k\t.*\tunknown\t-\n$/);
  assert.match(run.stderr, /memtool cluster locate: /);
  assert.equal(run.exitCode, 3);
});

test("what is missing is asked for", async () => {
  await assert.rejects(runCommand(clusterLocateCommand, ["--client", "dalli", ...SERVERS]), /which key/);
  await assert.rejects(runCommand(clusterLocateCommand, ["k", ...SERVERS]), /which client/);
  await assert.rejects(runCommand(clusterLocateCommand, ["k", "--client", "dalli", "--keys", "/no/such/file"]), {
    code: "USAGE",
  });
});

test("a server is named once", async () => {
  await assert.rejects(
    runCommand(clusterLocateCommand, ["k", "--client", "dalli", "-s", "a,a"]),
    /a:11211 is named twice/,
  );
});
