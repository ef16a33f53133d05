/** The shell behind the prompt: what a line prints, asks and remembers. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Reply } from "../../../src/protocol/reply.ts";
import { fakeShell } from "../../support/fake-shell.ts";

/** A shell whose server answers `reply` to everything but `get slow`, and whose person answers `answers` in turn. */
function start(reply: Reply | MemtoolError, answers: (string | undefined)[] = []) {
  const waiting: ((reply: Reply) => void)[] = [];
  const answer = (line: string) =>
    line === "get slow" ? new Promise<Reply>((resolve) => waiting.push(resolve)) : reply;
  return { ...fakeShell(answer, { answers }), waiting };
}

const ok: Reply = { kind: "line", text: "OK" };
const refused = new MemtoolError("CONNECT", "could not connect to cache:1", { hint: "start one" });

describe("lines", () => {
  const cases: readonly [string, readonly string[], (string | undefined)[], readonly string[], readonly string[]][] = [
    ["a command", ["get a"], [], ["get a"], ["OK"]],
    ["nothing", ["  "], [], [], []],
    ["a value on the line", ['set a 0 0 "x y"'], [], ["set a 0 0 3 | x y"], ["OK"]],
    ["a value asked for", ["set a 0 0 5"], ["hello"], ["set a 0 0 5 | hello"], ["OK"]],
    ["a value of several lines", ["set a 0 0 5"], ["he", "lo"], ["set a 0 0 5 | he\nlo"], ["OK"]],
    ["an empty value", ["set a 0 0 0"], [""], ["set a 0 0 0 | "], ["OK"]],
    ["a value given up", ["set a 0 0 5"], [undefined], [], ["(not sent)"]],
    ["danger, yes", ["flush_all"], ["y"], ["flush_all"], ["OK"]],
    ["danger, no", ["flush_all"], ["get b"], [], ["(not sent)"]],
    ["danger, given up", ["flush_all"], [undefined], [], ["(not sent)"]],
    ["clear", ["clear"], [], [], ["<clear>"]],
    ["connect without address", ["connect"], [], [], ["connect needs an address  connect 127.0.0.1:11211"]],
    ["connect", ["connect other:2"], [], [], ["connected to other:2"]],
  ];
  for (const [name, lines, answers, sent, printed] of cases) {
    test(name, async () => {
      const run = start(ok, answers);
      for (const line of lines) {
        assert.equal(await run.shell.enter(line), "prompt");
      }
      assert.deepEqual(run.sent, sent);
      assert.deepEqual(run.printed, printed);
    });
  }

  test("news of the servers is said before the next command goes to them", async () => {
    const { shell, sent, printed } = start(ok);
    shell.nodes.noteNews("+ other:2 (dns+x:1, version 2)");
    shell.nodes.become([{ kind: "tcp", host: "other", port: 2, tls: false }]);
    await shell.enter("get a");
    assert.deepEqual(printed, ["+ other:2 (dns+x:1, version 2)", "OK"]);
    assert.deepEqual(sent, ["get a"]);
    assert.equal(shell.nodes.label, "other:2");
  });

  test("a value longer than its count is not sent", async () => {
    const { shell, sent, printed } = start(ok, ["toolong"]);
    await shell.enter("set a 0 0 3");
    assert.deepEqual(sent, []);
    assert.match(printed[0] ?? "", /the value has 7 bytes, the line says 3/);
  });

  test("it is said how many bytes are still missing", async () => {
    const { shell, asked } = start(ok, ["ab", "c"]);
    await shell.enter("set a 0 0 4");
    assert.deepEqual(asked, ["value, 4 bytes> ", "value, 1 byte> "]);
  });

  test("quit and exit leave", async () => {
    const { shell } = start(ok);
    assert.equal(await shell.enter("quit"), "quit");
    assert.equal(await shell.enter("exit"), "quit");
  });

  test("a wrong address is explained", async () => {
    const { shell, printed } = start(ok);
    await shell.enter("connect host:notaport");
    assert.match(printed[0] ?? "", /cannot use the address/);
  });
});

test("a server that is not there is reported at the start, and the shell goes on", async () => {
  const { shell, printed } = start(refused);
  await shell.start();
  assert.deepEqual(printed, ["could not connect to cache:1", "start one", "(the next command tries again)"]);
  assert.equal(await shell.enter("get a"), "prompt");
  assert.equal(shell.nodes.state, "gone");
});

test("lines are remembered, secrets are not", async () => {
  const { shell } = start(ok);
  await shell.enter("get a");
  await shell.enter("connect memcached://u:p@cache:1");
  assert.deepEqual(shell.history.entries, ["get a"]);
});

test("what an abandoned command still brings is not printed", async () => {
  const { shell, printed, waiting } = start(ok);
  const running = shell.enter("get slow");
  await new Promise(setImmediate);
  assert.equal(shell.interrupt(), false);
  waiting[0]?.({ kind: "line", text: "LATE" });
  await running;
  assert.deepEqual(printed, ["stopped waiting  the server may still do it"]);
});
