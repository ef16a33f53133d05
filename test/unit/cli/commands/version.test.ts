/** `memtool version`, and what all commands do that ask every server. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { versionCommand } from "../../../../src/cli/commands/version.ts";
import { runRequestCommand, startListServer } from "../../../support/request-run.ts";

it("version shows each server's, and a dead one as dead", async () => {
  const up = await startListServer({ version: "VERSION 1.6\x1b.18" });
  const gone = await startListServer({});
  await gone.close();
  const run = (...words: string[]) => runRequestCommand(versionCommand, words);
  assert.deepEqual(await run("-s", up.address), { exitCode: 0, stdout: "1.6\\e.18\n", stderr: "" });
  const both = await run("-s", up.address, "-s", gone.address);
  assert.deepEqual([both.exitCode, both.stdout], [3, `${up.address}\t1.6\\e.18\n`]);
  assert.match(both.stderr, /^memtool version: could not connect/);
  const { servers } = JSON.parse((await run("-s", `${up.address},${gone.address}`, "--json")).stdout);
  assert.equal(servers[0].version, "1.6\x1b.18");
  assert.equal(servers[1].error.code, "CONNECT");
  await assert.rejects(run("-s", gone.address), /could not connect/);
  await up.close();
});
