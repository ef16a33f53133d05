/** The shell's own commands at the prompt. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Reply } from "../../../src/protocol/reply.ts";
import { type FakeShellOptions, fakeShell } from "../../support/fake-shell.ts";

function answer(line: string, node = ""): Reply | MemtoolError {
  if (line === "version") {
    return node === "dead:2"
      ? new MemtoolError("CONNECT", "could not connect to dead:2")
      : { kind: "version", version: "1.6.45" };
  }
  if (line.startsWith("delete ")) {
    return { kind: "line", text: "DELETED" };
  }
  return line.startsWith("stats") ? { kind: "stats", entries: [] } : { kind: "line", text: "OK" };
}

async function run(lines: readonly string[], options: FakeShellOptions = {}) {
  const fake = fakeShell(answer, options);
  for (const line of lines) {
    await fake.shell.enter(line);
  }
  return fake;
}

describe("nodes and use", () => {
  const addresses = ["a:1", "dead:2"];

  test("nodes lists them, the chosen ones marked", async () => {
    const { printed } = await run(["nodes", "use 1", "nodes"], { addresses });
    assert.deepEqual(printed, [
      "* 1  a:1     1.6.45  in 0 s",
      "* 2  dead:2  no answer  could not connect to dead:2",
      "connected to a:1",
      "* 1  a:1     1.6.45  in 0 s",
      "  2  dead:2  no answer  could not connect to dead:2",
    ]);
  });

  test("use all, a rule, an address that is new, a number that is none", async () => {
    const { printed, nodes } = await run(["use ketama", "use all", "use 9", "use c:3", "use"], { addresses });
    assert.deepEqual(printed, [
      "connected to ketama 2 nodes",
      "connected to all 2 nodes",
      "there is no node 9",
      "nodes lists them: there are 2",
      "connected to c:3",
      "use needs one node, all, or a placement rule",
      "use 1, use all, use ketama, use pylibmc:ketama; nodes lists them",
    ]);
    assert.equal(nodes.sessions.length, 3);
  });

  test("an address that does not answer is not added", async () => {
    const fake = fakeShell(
      (line, node) => (node === "tpyo:11211" ? new MemtoolError("CONNECT", "no such host") : answer(line, node)),
      { addresses },
    );
    await fake.shell.enter("use ketama");
    await fake.shell.enter("use tpyo");
    assert.deepEqual(fake.printed.slice(-2), ["no such host", "(not added; ketama 2 nodes as before)"]);
    assert.equal(fake.nodes.label, "ketama 2 nodes");
    assert.equal(fake.nodes.sessions.length, 2);
  });

  test("connect takes several, and a wrong one leaves things as they are", async () => {
    const { printed, nodes } = await run(["connect x:1,y:2 z:3", "connect host:notaport"]);
    assert.match(printed[1] ?? "", /cannot use the address/);
    assert.equal(nodes.label, "all 3 nodes");
  });

  test("all nodes answer a read under their names; a write is refused", async () => {
    const { printed, sent } = await run(["version", "set k v"], { addresses });
    assert.deepEqual(printed.slice(0, 2), ["a:1     1.6.45", "dead:2  could not connect to dead:2"]);
    assert.match(printed[2] ?? "", /^set would change all 2 nodes/);
    assert.deepEqual(sent, ["a:1: version", "dead:2: version"]);
  });
});

describe("keys and purge", () => {
  const keys = ["s:1", "s:2", "t:1", "s:\x07"];

  test("keys lists and counts, odd ones in quotes; and completion knows them", async () => {
    const { printed, nodes } = await run(["keys s:*"], { keys });
    assert.deepEqual(printed, ["s:1", "s:2", '"s:\\x07"', "(3 keys of 4 looked at)"]);
    assert.deepEqual(nodes.keysStartingWith("s:"), ["s:1", "s:2"]);
  });

  test("a limit is said to be one", async () => {
    const { printed } = await run(["keys s:* 1"], { keys });
    assert.deepEqual(printed, ["s:1", "(1 key of 2 looked at; there may be more: keys PATTERN 10 shows them)"]);
  });

  test("purge shows examples, asks, deletes", async () => {
    const { printed, asked, sent } = await run(["purge s:*"], { keys, answers: ["y"] });
    assert.deepEqual(asked, ["cache:1: this deletes 3 keys. Go on? [y/N] "]);
    assert.deepEqual(sent, ["delete s:1", "delete s:2", "md czoH b"]);
    assert.deepEqual(printed, ["  s:1", "  s:2", '  "s:\\x07"', "1 could not be deleted", "(2 deleted)"]);
  });

  test("purge without a yes, without a match, without a pattern deletes nothing", async () => {
    const { sent, printed } = await run(["purge s:*", "purge nothing*", "purge"], { keys, answers: ["no"] });
    assert.deepEqual(sent, []);
    assert.deepEqual(printed.slice(3), [
      "(nothing deleted)",
      "(no key matches)",
      "purge needs one pattern",
      "purge session:*",
    ]);
  });
});

describe("repeat, switches, redirection", () => {
  test("repeat runs a command so many times, and waits between the starts", async () => {
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    const { sent } = await run(["repeat 3 every 2s mn"], { ports: { sleep } });
    assert.deepEqual(sent, ["mn", "mn", "mn"]);
    assert.deepEqual(waits, [0, 2000, 4000]);
  });

  test("repeat is explained when it cannot be understood", async () => {
    assert.deepEqual((await run(["repeat mn"])).printed, [
      "repeat needs a number and a command  repeat 5 every 1s get counter",
    ]);
  });

  test("time on puts the time behind each reply", async () => {
    const { printed } = await run(["time on", "mn", "time off", "mn", "time"]);
    assert.deepEqual(printed, ["time is on", "OK  (0 s)", "time is off", "OK", "time is on or off", "time on|off"]);
  });

  test("replies into files: plain, and appended", async () => {
    const { printed, written } = await run(["version > v", "version >> v", "version >"]);
    assert.deepEqual(written, [
      { path: "v", text: "1.6.45\n", isAppending: false },
      { path: "v", text: "1.6.45\n", isAppending: true },
    ]);
    assert.deepEqual(printed, [
      "(7 bytes to v)",
      "(7 bytes to v)",
      "> needs the name of a file  get photo > photo.png",
    ]);
  });

  test("a value goes into a file byte for byte", async () => {
    const entry = { key: "k", flags: 0, cas: undefined, value: Buffer.from([0, 255, 10]) };
    const fake = fakeShell(() => ({ kind: "values", entries: [entry] }));
    await fake.shell.enter("get k > out");
    assert.deepEqual(fake.written, [{ path: "out", text: "\x00\xff\n", isAppending: false }]);
  });

  test("replies into programs; keys too", async () => {
    const { programs } = await run(["version | cat -n", "keys | wc -l"], { keys: ["a", "b", "c"] });
    assert.deepEqual(programs, [
      { command: "cat -n", text: "1.6.45\n" },
      { command: "wc -l", text: "a\nb\nc\n" },
    ]);
  });

  test("a reply longer than the screen goes through the pager, unless it is off", async () => {
    const entries = Array.from({ length: 40 }, (_, index) => ({ name: `s${index}`, value: "1" }));
    const fake = fakeShell(() => ({ kind: "stats", entries }));
    await fake.shell.enter("stats");
    assert.equal(fake.printed[0], "<page>");
    await fake.shell.enter("pager off");
    await fake.shell.enter("stats");
    assert.equal(fake.printed.filter((line) => line === "<page>").length, 1);
  });
});

test("slabs and peek ask the chosen nodes", async () => {
  const { sent } = await run(["slabs", "peek k", "peek"], { addresses: ["a:1", "b:2"] });
  assert.deepEqual(sent.slice(0, 4).sort(), [
    "a:1: stats items",
    "a:1: stats slabs",
    "b:2: stats items",
    "b:2: stats slabs",
  ]);
  assert.deepEqual(sent.slice(4), ["a:1: mg k s t c f l h u v", "b:2: mg k s t c f l h u v"]);
});

test("a file that cannot be read sends nothing", async () => {
  const { sent, printed } = await run(["set k @here flags=1", "set k @nowhere"], { files: { here: "content" } });
  assert.deepEqual(sent, ["set k 1 0 7 | content"]);
  assert.deepEqual(printed.slice(-2), ["cannot read nowhere", "(not sent)"]);
});
