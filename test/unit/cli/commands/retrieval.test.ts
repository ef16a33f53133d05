/** `memtool get`, `gets` and `gat`. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { gatCommand, getCommand, getsCommand } from "../../../../src/cli/commands/retrieval.ts";
import { type ListServer, runRequestCommand, startListServer } from "../../../support/request-run.ts";

describe("get, gets and gat", () => {
  let server: ListServer;
  before(async () => {
    server = await startListServer({
      "get k": "VALUE k 0 3\r\na\tb\r\nEND",
      "get k nope": "VALUE k 0 3\r\na\tb\r\nEND",
      "get nope": "END",
      "gets k": "VALUE k 0 3 17\r\na\tb\r\nEND",
      "gat 300 k": "VALUE k 0 3\r\na\tb\r\nEND",
    });
  });
  after(() => server.close());

  const run = (command: Parameters<typeof runRequestCommand>[0], line: string, isTerminal = false) =>
    runRequestCommand(command, [...line.split(" "), "-s", server.address], { isTerminal });

  it("gives a pipe the bytes and a terminal the text", async () => {
    assert.deepEqual(await run(getCommand, "k"), { exitCode: 0, stdout: "a\tb", stderr: "" });
    assert.equal((await run(getCommand, "k", true)).stdout, "a\\tb\n");
    assert.equal((await run(gatCommand, "5m k")).stdout, "a\tb");
  });
  it("ends with 1 when one is missing, and prints the others", async () => {
    const { exitCode, stdout, stderr } = await run(getCommand, "k nope");
    assert.deepEqual([exitCode, stdout, stderr], [1, "k\ta\\tb\n", "memtool get: NOT_FOUND nope\n"]);
    assert.deepEqual(await run(getCommand, "nope -q"), { exitCode: 1, stdout: "", stderr: "" });
  });
  it("gives cas numbers a column", async () => {
    assert.equal((await run(getsCommand, "k")).stdout, "k\t17\ta\\tb\n");
  });
  it("finds mistakes before anyone is asked", async () => {
    await assert.rejects(run(getCommand, "k --raw", true), /--raw does not write to a terminal/);
    await assert.rejects(run(getCommand, "k --raw --json"), /one format at a time/);
    await assert.rejects(run(gatCommand, "soon k"), /ttl: "soon" is not a time to live/);
    await assert.rejects(run(gatCommand, "60"), /is missing/);
  });
});
