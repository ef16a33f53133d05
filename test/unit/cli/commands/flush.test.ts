/** `memtool flush`. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { flushCommand } from "../../../../src/cli/commands/flush.ts";
import { runRequestCommand, startListServer } from "../../../support/request-run.ts";

it("flush drops now or later, on every server", async () => {
  const servers = [
    await startListServer({ flush_all: "OK", "flush_all 10": "OK" }),
    await startListServer({ flush_all: "OK" }),
  ];
  const [first, second] = servers.map(({ address }) => address);
  const run = (...words: string[]) => runRequestCommand(flushCommand, words);
  assert.deepEqual(await run("-s", `${first}`), { exitCode: 0, stdout: "OK\n", stderr: "" });
  assert.equal((await run("-s", `${first}`, "--delay", "10s", "--yes")).stdout, "OK\n");
  assert.equal((await run("-s", `${first},${second}`)).stdout, `${first}\tOK\n${second}\tOK\n`);
  assert.deepEqual(servers[0]?.received, ["flush_all", "flush_all 10", "flush_all"]);
  await Promise.all(servers.map((server) => server.close()));
});
