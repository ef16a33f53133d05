/** `memtool incr` and `decr`. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { decrCommand, incrCommand } from "../../../../src/cli/commands/arithmetic.ts";
import { type ListServer, runRequestCommand, startListServer } from "../../../support/request-run.ts";

describe("incr and decr", () => {
  let server: ListServer;
  before(async () => {
    server = await startListServer({
      "incr c 1": "18446744073709551615",
      "decr c 5": "0",
      "incr nope 1": "NOT_FOUND",
      "incr text 1": "CLIENT_ERROR cannot increment or decrement non-numeric value",
      "ma new v MI D1 N3600 J10": "VA 2\r\n10",
    });
  });
  after(() => server.close());

  const run = (command: Parameters<typeof runRequestCommand>[0], line: string) =>
    runRequestCommand(command, [...line.split(" "), "-s", server.address]);

  it("print the new number exactly", async () => {
    assert.deepEqual(await run(incrCommand, "c"), { exitCode: 0, stdout: "18446744073709551615\n", stderr: "" });
    assert.equal((await run(decrCommand, "c 5 -q")).stdout, "0\n");
    assert.equal(JSON.parse((await run(incrCommand, "c --json")).stdout).value, "18446744073709551615");
  });
  it("make a counter when they are told its beginning", async () => {
    assert.equal((await run(incrCommand, "new --initial 10 --ttl 1h")).stdout, "10\n");
    assert.equal((await run(incrCommand, "nope")).exitCode, 1);
  });
  it("end with 1 for what is no number", async () => {
    const { exitCode, stderr } = await run(incrCommand, "text");
    assert.deepEqual([exitCode, /non-numeric/.test(stderr)], [1, true]);
  });
  it("find mistakes before anyone is asked", async () => {
    await assert.rejects(run(incrCommand, "c -5"), (error: Error & { hint?: string }) =>
      /memtool decr/.test(error.hint ?? ""),
    );
    await assert.rejects(run(incrCommand, "c --ttl 5"), /--ttl is for a counter that --initial makes/);
  });
});
