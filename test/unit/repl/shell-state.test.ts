/** What Ctrl-C stops, and how. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Shell } from "../../../src/repl/shell.ts";
import { fakeShell } from "../../support/fake-shell.ts";

test("a repetition is told to stop; while a reply is waited for, the wait is given up", async () => {
  let release = () => {};
  const sleeping = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sleep = (ms: number) => (ms === 0 ? Promise.resolve() : sleeping);
  const { shell, sent, printed } = fakeShell(() => ({ kind: "line", text: "OK" }), { ports: { sleep } });
  assert.ok(shell instanceof Shell);
  const running = shell.enter("repeat 5 every 1s mn");
  while (printed.length === 0) {
    await new Promise(setImmediate);
  }
  assert.equal(shell.interrupt(), true, "it stops by itself");
  release();
  assert.equal(await running, "prompt");
  assert.deepEqual(sent, ["mn"]);
});

test("a reply that never comes inside a repetition is given up at once", async () => {
  const { shell, printed } = fakeShell(() => new Promise(() => {}));
  void shell.enter("repeat 5 mn");
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.equal(shell.interrupt(), false);
  assert.deepEqual(printed, ["stopped waiting  the server may still do it"]);
});

test("a command that was given up and ends late does not take the stop of the next one away", async () => {
  const sleeps: (() => void)[] = [];
  const sleep = (ms: number) => (ms === 0 ? Promise.resolve() : new Promise<void>((resolve) => sleeps.push(resolve)));
  const { shell } = fakeShell(() => ({ kind: "line", text: "OK" }), { ports: { sleep } });
  const first = shell.enter("repeat 5 every 1s mn");
  await untilLength(sleeps, 1);
  assert.equal(shell.interrupt(), true);
  assert.equal(shell.interrupt(), false, "the second Ctrl-C gives it up");
  const second = shell.enter("repeat 5 every 1s mn");
  await untilLength(sleeps, 2);
  sleeps[0]?.();
  await first;
  assert.equal(shell.interrupt(), true, "the next one can still be told to stop");
  sleeps[1]?.();
  await second;
});

async function untilLength(list: readonly unknown[], length: number): Promise<void> {
  while (list.length < length) {
    await new Promise(setImmediate);
  }
}

test("a sample of keys is read once a server, and only when it is wanted", async () => {
  for (const [sampleKeyCount, expected] of [
    [10, ["k1", "k2"]],
    [0, []],
  ] as const) {
    let walks = 0;
    const walkKeys = () => {
      walks++;
      return {
        async *batches() {
          yield [{ key: Buffer.from("k1") }, { key: Buffer.from("k2") }];
        },
        stop: () => {},
      };
    };
    const { shell, nodes } = fakeShell(() => ({ kind: "none" }), { ports: { sampleKeyCount, walkKeys } });
    await shell.start();
    await shell.enter("use 1");
    await new Promise(setImmediate);
    assert.deepEqual(nodes.keysStartingWith("k"), expected);
    assert.equal(walks, expected.length === 0 ? 0 : 1);
  }
});
