/** `memtool delete`. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { deleteCommand } from "../../../../src/cli/commands/delete.ts";
import { type ListServer, type RequestRun, runRequestCommand, startListServer } from "../../../support/request-run.ts";

describe("delete", () => {
  let server: ListServer;
  before(async () => {
    server = await startListServer({ "delete a": "DELETED", "delete b": "DELETED", "delete nope": "NOT_FOUND" });
  });
  after(() => server.close());

  const run = (line: string): Promise<RequestRun> =>
    runRequestCommand(deleteCommand, [...line.split(" "), "-s", server.address]);

  it("tells what became of one key", async () => {
    assert.deepEqual(await run("a"), { exitCode: 0, stdout: "DELETED\n", stderr: "" });
    assert.deepEqual(await run("nope"), { exitCode: 1, stdout: "", stderr: "memtool delete: NOT_FOUND nope\n" });
  });
  it("counts several, each once, and names those that were not there", async () => {
    const { exitCode, stdout, stderr } = await run("a nope b a");
    assert.deepEqual([exitCode, stdout, stderr], [1, "DELETED 2\n", "memtool delete: NOT_FOUND nope\n"]);
    assert.deepEqual(JSON.parse((await run("a nope --json")).stdout), { deleted: 1, missing: ["nope"] });
    assert.deepEqual(await run("a b -q"), { exitCode: 0, stdout: "", stderr: "" });
  });
});
