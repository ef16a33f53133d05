/** `memtool touch`. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { touchCommand } from "../../../../src/cli/commands/touch.ts";
import { runRequestCommand, startListServer } from "../../../support/request-run.ts";

it("touch tells whether there is such an item", async () => {
  const server = await startListServer({
    "touch k 1800": "TOUCHED",
    "touch k -1": "TOUCHED",
    "touch nope 0": "NOT_FOUND",
  });
  const run = (...words: string[]) => runRequestCommand(touchCommand, [...words, "-s", server.address]);
  assert.deepEqual(await run("k", "30m"), { exitCode: 0, stdout: "TOUCHED\n", stderr: "" });
  assert.equal((await run("k", "-1")).exitCode, 0);
  assert.deepEqual(await run("nope", "never"), { exitCode: 1, stdout: "", stderr: "memtool touch: NOT_FOUND nope\n" });
  await assert.rejects(run("k"), /is missing/);
  await server.close();
});
