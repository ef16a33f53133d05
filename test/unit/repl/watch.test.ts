/** `watch` at the prompt: what is shown, and how it ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { OnWatchLines, ShellPorts, WatchStream } from "../../../src/repl/shell-ports.ts";
import { fakeShell } from "../../support/fake-shell.ts";

const event = "ts=1700000000.1 gid=3 type=item_get key=a status=found clsid=1 cfd=3 size=2";

/** A shell whose watchers are fed by the test. */
function watched(addresses?: readonly string[], ports: Partial<ShellPorts> = {}) {
  const feeds: OnWatchLines[] = [];
  const ends: ((reason: string | undefined) => void)[] = [];
  const openWatch = async (
    _address: unknown,
    _types: readonly string[],
    onLines: OnWatchLines,
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
    ports: { openWatch, ...ports },
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

test("more than a screen of events opens no pager, which would stand still", async () => {
  const { shell, printed, feeds } = watched();
  const running = shell.enter("watch");
  await new Promise(setImmediate);
  await feeds[0]?.(Array.from({ length: 100 }, () => event));
  shell.interrupt();
  await running;
  assert.equal(printed.length, 101);
  assert.ok(!printed.includes("<page>"));
});

test("a file gets one piece after the other; the server waits, and what it sent meanwhile is not lost", async () => {
  const written: boolean[] = [];
  let release: () => void = () => {};
  const writeFile = (_path: string, _bytes: Uint8Array, isAppending: boolean): Promise<void> => {
    written.push(isAppending);
    return new Promise((resolve) => {
      release = resolve;
    });
  };
  const { shell, feeds } = watched(["a:1", "b:2"], { writeFile });
  const running = shell.enter("watch > /f");
  await new Promise(setImmediate);
  const taken = [feeds[0]?.([event]), feeds[1]?.([event])];
  await new Promise(setImmediate);
  assert.deepEqual(written, [false], "the second waits for the first");
  release();
  await taken[0];
  await new Promise(setImmediate);
  assert.deepEqual(written, [false, true], "and follows it instead of replacing it");
  release();
  await Promise.all(taken);
  shell.interrupt();
  assert.equal(await running, "prompt");
});

test("a file that cannot be written ends the watch, not the shell", async () => {
  const writeFile = async () => {
    throw new MemtoolError("USAGE", "cannot write /f: no space");
  };
  const { shell, printed, feeds } = watched(undefined, { writeFile });
  const running = shell.enter("watch > /f");
  await new Promise(setImmediate);
  await feeds[0]?.([event]);
  assert.equal(await running, "prompt");
  assert.deepEqual(printed, ["cannot write /f: no space", "(1 event)"]);
});

test("Ctrl-C does not wait for a server that does not answer", async () => {
  const { shell, printed } = watched(undefined, { openWatch: () => new Promise(() => {}) });
  const running = shell.enter("watch");
  await new Promise(setImmediate);
  assert.equal(shell.interrupt(), true);
  assert.equal(await running, "prompt");
  assert.deepEqual(printed, []);
});
