/** The meta commands as they are on the wire. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { maCommand, meCommand, mgCommand, mnCommand, msCommand } from "../../../../src/cli/commands/meta.ts";
import { type ListServer, runRequestCommand, startListServer } from "../../../support/request-run.ts";

describe("mg, ms, ma, me and mn", () => {
  let server: ListServer;
  before(async () => {
    server = await startListServer({
      "mg k v t": "VA 2 t59\r\na\x1b",
      "mg nope v": "EN",
      "mg dHdvIHdvcmRz b v": "VA 1\r\nx",
      "ms k 5 T60 c\r\nhello": "HD c7",
      "ms k 1 ME\r\nv": "NS",
      "ma c v D2": "VA 2\r\n12",
      "me k": "ME k exp=-1 la=2",
      mn: "MN",
    });
  });
  after(() => server.close());

  const run = (command: Parameters<typeof runRequestCommand>[0], words: readonly string[], isTerminal = false) =>
    runRequestCommand(command, [...words, "-s", server.address], { isTerminal });

  it("print the reply's line and the value", async () => {
    assert.deepEqual(await run(mgCommand, ["k", "v", "t"]), { exitCode: 0, stdout: "VA 2 t59\na\\e\n", stderr: "" });
    assert.match((await run(mgCommand, ["k", "v", "t"], true)).stdout, /seconds left to live/);
    assert.equal((await run(maCommand, ["c", "v", "D2"])).stdout, "VA 2\n12\n");
    assert.equal((await run(meCommand, ["k"])).stdout, "ME k exp=-1 la=2\n");
  });
  it("give the bytes with --raw, and the word of a miss to stderr", async () => {
    assert.equal((await run(mgCommand, ["k", "v", "t", "--raw"])).stdout, "a\x1b");
    const { exitCode, stdout, stderr } = await run(mgCommand, ["nope", "v", "--raw"]);
    assert.deepEqual([exitCode, stdout, stderr], [1, "", "memtool mg: EN nope\n"]);
    assert.deepEqual(await run(mgCommand, ["nope", "v"]), { exitCode: 1, stdout: "EN\n", stderr: "" });
  });
  it("take a key with a space, or one in base64", async () => {
    assert.equal((await run(mgCommand, ["two words", "v"])).stdout, "VA 1\nx\n");
    assert.equal((await run(mgCommand, ["dHdvIHdvcmRz", "v", "b"])).stdout, "VA 1\nx\n");
  });
  it("store with flags behind the value", async () => {
    assert.equal((await run(msCommand, ["k", "hello", "T60", "c"])).stdout, "HD c7\n");
    assert.equal((await run(msCommand, ["k", "v", "ME"])).exitCode, 1);
  });
  it("find mistakes before anyone is asked", async () => {
    await assert.rejects(run(mgCommand, ["k", "v", "--raw"], true), /--raw does not write to a terminal/);
    await assert.rejects(run(mgCommand, ["k", "v", "--raw", "--json"]), /one format at a time/);
    await assert.rejects(run(msCommand, ["k", "v", "v", "v"]), /given twice/);
  });
  it("answer mn", async () => {
    assert.equal((await run(mnCommand, [])).stdout, "MN\n");
  });
  it("end with 1 where the server does not know them", async () => {
    const { exitCode, stderr } = await run(mgCommand, ["k", "x"]);
    assert.deepEqual([exitCode, /refused `mg`: ERROR/.test(stderr)], [1, true]);
  });
});
