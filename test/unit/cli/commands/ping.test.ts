/** `memtool ping`. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pingCommand } from "../../../../src/cli/commands/ping.ts";
import { runRequestCommand, startListServer } from "../../../support/request-run.ts";

const run = (...words: string[]) => runRequestCommand(pingCommand, words);

describe("ping", () => {
  it("shows each round trip and their spread", async () => {
    const server = await startListServer({ version: "VERSION 1.6.18" });
    const { exitCode, stdout } = await run("-s", server.address, "--count", "3");
    const time = "time=\\d+\\.\\d{3} ms\\n";
    const summary = "3 sent, 3 answered \\(0% lost\\), min/avg/max [\\d./]+ ms\\n";
    const name = server.address.replaceAll(".", "\\.");
    const lines = [1, 2, 3].map((seq) => `${name} seq=${seq} ${time}`).join("");
    assert.match(stdout, new RegExp(`^${lines}${name} ${summary}$`));
    assert.equal(exitCode, 0);
    assert.deepEqual(await run("-s", server.address, "-q"), { exitCode: 0, stdout: "", stderr: "" });
    const [told] = JSON.parse((await run("-s", server.address, "--json")).stdout).servers;
    assert.deepEqual([told.version, told.sent, told.answered], ["1.6.18", 1, 1]);
    await server.close();
  });
  it("ends with 3 when nobody answers", async () => {
    const server = await startListServer({});
    await server.close();
    const { exitCode, stdout, stderr } = await run("-s", server.address);
    assert.deepEqual([exitCode, stdout], [3, ""]);
    assert.match(stderr, /^memtool ping: could not connect/);
  });
  it("says once in full why there is no answer", async () => {
    const server = await startListServer({});
    await server.close();
    const { exitCode, stdout, stderr } = await run("-s", server.address, "--count", "3", "--every", "1ms");
    assert.equal(exitCode, 3);
    assert.match(stdout, /3 sent, 0 answered \(100% lost\)\n$/);
    assert.equal(stderr.match(/could not connect/g)?.length, 1);
    assert.ok(stderr.endsWith(`memtool ping: ${server.address} seq=3 no answer, as before\n`), stderr);
  });
  it("checks its numbers", async () => {
    await assert.rejects(run("--wait", "100d"), /--wait must be at most/);
    await assert.rejects(run("--count", "-1"), /--count: "-1" is not/);
  });
});
