/** `memtool set` and its kin. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { addCommand, appendCommand, casCommand, setCommand } from "../../../../src/cli/commands/storage.ts";
import { type ListServer, runRequestCommand, startListServer } from "../../../support/request-run.ts";
import { TEST_START_UNIX_MS } from "../../../support/test-context.ts";

describe("set, add, append and cas", () => {
  let server: ListServer;
  const later = TEST_START_UNIX_MS / 1000 + 45 * 86_400;
  before(async () => {
    server = await startListServer({
      "set k 7 300 1\r\nv": "STORED",
      [`set k 0 ${later} 1\r\nv`]: "STORED",
      "set k 0 0 3\r\nbig": "SERVER_ERROR object too large for cache",
      "add k 0 0 1\r\nv": "NOT_STORED",
      "append k 0 0 1\r\nv": "STORED",
      "cas k 0 0 1 17\r\nv": "EXISTS",
    });
  });
  after(() => server.close());

  const run = (command: Parameters<typeof runRequestCommand>[0], line: string) =>
    runRequestCommand(command, [...line.split(" "), "-s", server.address]);

  it("send ttl and flags, beyond 30 days too", async () => {
    assert.deepEqual(await run(setCommand, "k v --ttl 5m --flags 7"), { exitCode: 0, stdout: "STORED\n", stderr: "" });
    assert.equal((await run(setCommand, "k v --ttl 45d")).exitCode, 0);
    assert.equal((await run(appendCommand, "k v --quiet")).stdout, "");
  });
  it("end with 1 when nothing was stored", async () => {
    assert.equal((await run(addCommand, "k v")).exitCode, 1);
    assert.match((await run(casCommand, "k v --cas 17")).stderr, /^memtool cas: EXISTS k /);
    const { exitCode, stderr } = await run(setCommand, "k big");
    assert.deepEqual([exitCode, /object too large for cache/.test(stderr)], [1, true]);
  });
  it("find mistakes before anyone is asked", async () => {
    await assert.rejects(run(casCommand, "k v"), /--cas is missing/);
    await assert.rejects(run(casCommand, "k v --cas x"), /--cas: "x" is not a whole number/);
    await assert.rejects(run(setCommand, "k v --flags -1"), /not client flags/);
    await assert.rejects(run(setCommand, "k v --file x"), /given twice/);
    await assert.rejects(run(appendCommand, "k v --ttl 5"), /there is no option --ttl/);
  });
});
