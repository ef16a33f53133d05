/** The commands of a pipe and their exit codes, on servers of this process. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { runSteps } from "../../../../src/cli/repl/script.ts";
import type { Reply } from "../../../../src/protocol/reply.ts";
import { ByteReader } from "../../../../src/repl/byte-reader.ts";
import { readScript, stepOfArguments } from "../../../../src/repl/read-script.ts";
import type { ScriptFormat } from "../../../../src/repl/run-script.ts";
import { fakeShell, fakeWorld } from "../../../support/fake-shell.ts";
import { createTestContext } from "../../../support/test-context.ts";

function answer(line: string, node: string): Reply | MemtoolError {
  if (node === "gone:2") {
    return new MemtoolError("CONNECT", "could not connect to gone:2");
  }
  return line === "bad" ? { kind: "error", error: "ERROR", text: "" } : { kind: "version", version: `${line}` };
}

/** Runs a pipe's text, or the words of a command line. */
async function run(
  input: string | readonly string[],
  { addresses = ["a:1"], format = "plain" as ScriptFormat, keys = [] as readonly string[] } = {},
) {
  const { nodes } = fakeShell(answer, { addresses });
  const { context, stdoutText, stderrText } = createTestContext();
  async function* chunks() {
    yield Buffer.from(String(input));
  }
  const step = typeof input === "string" ? undefined : stepOfArguments(input);
  const steps = typeof input === "string" ? readScript(new ByteReader(chunks())) : step === undefined ? [] : [step];
  const walkKeys = () => ({
    batches: async function* () {
      yield keys.map((key) => ({ key: Buffer.from(key) }));
    },
    stop: () => {},
  });
  const options = {
    format,
    isArguments: typeof input !== "string",
    readAddress: parseAddress,
    walkKeys,
    openWatch: fakeWorld.openWatch,
  };
  const code = await runSteps(nodes, steps, options, context).catch((error: unknown) => error);
  return { code, out: stdoutText(), err: stderrText() };
}

test("0 when all went well, 1 when a server refused, 2 for words that cannot be sent", async () => {
  assert.deepEqual(await run("version\n"), { code: 0, out: "version\n", err: "" });
  assert.deepEqual(await run("bad\nversion\n"), {
    code: 1,
    out: "version\n",
    err: "memtool repl: line 1: ERROR  type help for the commands\n",
  });
  const usage = await run(["set", "k"]);
  assert.equal(usage.code, 2);
  assert.match(usage.err, /^memtool repl: set needs: /);
  assert.equal((await run(["bad"])).code, 1);
});

test("a lost server is thrown, for the exit code is the error's", async () => {
  const { code } = await run("version\n", { addresses: ["gone:2"] });
  assert.ok(code instanceof MemtoolError && code.code === "CONNECT");
});

test("several nodes: a pipe wants one reply for each command, and says how to choose", async () => {
  const addresses = ["a:1", "b:3"];
  const { code, err } = await run("version\n", { addresses });
  assert.equal(code, 1);
  assert.match(err, /there are 2 nodes, and in a pipe each command has one reply \(use 1 chooses one/);
  assert.deepEqual(await run("use 2\nversion\n", { addresses }), { code: 0, out: "version\n", err: "" });
  assert.equal((await run("use ketama\nget k\n", { addresses })).out, "get k\n");
});

test("keys, nodes and use, as lines and as JSON", async () => {
  const keys = ["user:1", "a b", "zebra"];
  assert.equal((await run("keys\n", { keys })).out, 'user:1\n"a b"\nzebra\n');
  const json = await run("keys user:*\nuse 1\nnodes\n", { keys, format: "json" });
  const [listed, used, nodes] = json.out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(listed.keys, [{ key: "user:1" }]);
  assert.deepEqual([used.kind, used.use], ["use", "a:1"]);
  assert.deepEqual([nodes.nodes[0].node, nodes.nodes[0].version], ["a:1", "version"]);
});

test("watch that ends by itself lets the script go on", async () => {
  assert.equal((await run("watch fetchers\nversion\n")).out, "version\n");
});
