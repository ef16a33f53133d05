/** `watch` at the prompt: what is shown, and how it ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { WatchStream } from "../../../src/repl/shell-ports.ts";
import { fakeShell } from "../../support/fake-shell.ts";

const event = "ts=1700000000.1 gid=3 type=item_get key=a status=found clsid=1 cfd=3 size=2";

/** A shell whose watchers are fed by the test. */
function watched(addresses?: readonly string[]) {
  const feeds: ((lines: readonly string[]) => void)[] = [];
  const ends: ((reason: string | undefined) => void)[] = [];
  const openWatch = async (
    _address: unknown,
    _types: readonly string[],
    onLines: (lines: readonly string[]) => void,
  ): Promise<WatchStream> => {
    feeds.push(onLines);
    let end = (_reason: string | undefined) => {};
    const ended = new Promise<string | undefined>((resolve) => {
      end = resolve;
    });
    ends.push(end);
    return { stop: () => end(undefined), ended };
  };
  const fake = fakeShell(() => ({ kind: "none" }), {
    ports: { openWatch },
    ...(addresses === undefined ? {} : { addresses }),
  });
  return { ...fake, feeds, ends };
}

test("events are shown until Ctrl-C, then counted", async () => {
  const { shell, printed, feeds } = watched();
  const running = shell.enter("watch fetchers");
  await new Promise(setImmediate);
  feeds[0]?.([event, event]);
  assert.equal(shell.interrupt(), true);
  assert.equal(await running, "prompt");
  assert.deepEqual(printed, [
    "22:13:20.000  get     a  found clsid 1 2 B ",
    "22:13:20.000  get     a  found clsid 1 2 B ",
    "(2 events)",
  ]);
});

test("of a sample only some are shown", async () => {
  const { shell, printed, feeds } = watched();
  const running = shell.enter("watch sample 3");
  await new Promise(setImmediate);
  feeds[0]?.([event, event]);
  feeds[0]?.([event, event, event]);
  shell.interrupt();
  await running;
  assert.equal(printed.length, 3);
  assert.equal(printed.at(-1), "(5 events, 2 shown)");
});

test("several nodes are watched together, each line with its node; one that ends says why", async () => {
  const { shell, printed, feeds, ends } = watched(["a:1", "b:2"]);
  const running = shell.enter("watch");
  await new Promise(setImmediate);
  feeds[1]?.([event]);
  ends[0]?.("a:1 closed the connection");
  shell.interrupt();
  await running;
  assert.deepEqual(printed, [
    "b:2  22:13:20.000  get     a  found clsid 1 2 B ",
    "a:1 closed the connection",
    "(1 event)",
  ]);
});

test("a server that refuses is reported, and the prompt comes back", async () => {
  const { shell, printed } = fakeShell(() => ({ kind: "none" }), {
    ports: {
      openWatch: async () => {
        throw new MemtoolError("REFUSED", "cannot be watched");
      },
    },
  });
  assert.equal(await shell.enter("watch"), "prompt");
  assert.deepEqual(printed, ["cannot be watched"]);
});
