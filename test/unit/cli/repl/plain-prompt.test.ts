/** The prompt of a dumb terminal, on streams: nothing but text, and Ctrl-C means what it means elsewhere. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import type { Context, InterruptSignal } from "../../../../src/cli/context.ts";
import { HistoryFile } from "../../../../src/cli/repl/history-file.ts";
import { runPlainPrompt } from "../../../../src/cli/repl/plain-prompt.ts";
import type { Reply } from "../../../../src/protocol/reply.ts";
import { Shell } from "../../../../src/repl/shell.ts";
import type { WorldPorts } from "../../../../src/repl/shell-ports.ts";
import { fakeShell, fakeWorld } from "../../../support/fake-shell.ts";

/** A conversation; `get slow` is never answered. `until` waits for text that has been written. */
function open(world: Partial<WorldPorts> = {}) {
  const { nodes, sent } = fakeShell((line): Reply | Promise<Reply> =>
    line === "get slow" ? new Promise(() => {}) : { kind: "line", text: `did ${line}` },
  );
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const listeners = new Set<(signal: InterruptSignal) => void>();
  let out = "";
  stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    stdout.emit("seen");
  });
  const context = {
    stdin,
    stdout,
    width: 80,
    env: {},
    onInterrupt: (callback: (signal: InterruptSignal) => void) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
  } as unknown as Context;
  const done = runPlainPrompt(
    context,
    (ports) => new Shell(nodes, new HistoryFile(undefined), { ...ports, ...fakeWorld, ...world }),
  );
  const until = async (text: string): Promise<void> => {
    while (!out.includes(text)) {
      await new Promise((resolve) => stdout.once("seen", resolve));
    }
    out = out.slice(out.indexOf(text) + text.length);
  };
  const press = (signal: InterruptSignal = "SIGINT") => {
    for (const listener of [...listeners]) {
      listener(signal);
    }
  };
  return { stdin, until, press, done, sent, listeners, rest: () => out };
}

test("lines, values over several, a question, the end of the input", async () => {
  const { stdin, until, done, sent, rest, listeners } = open();
  await until("cache:1> ");
  stdin.write("version\n");
  await until("did version\ncache:1> ");
  stdin.write('set k "a\n');
  await until("... ");
  stdin.write('b"\n');
  await until("did set k 0 0 3 | a\nb\ncache:1> ".replace("\n", "\\n"));
  stdin.write("flush_all\n");
  await until("Go on? [y/N] ");
  stdin.write("y\n");
  await until("did flush_all\ncache:1> ");
  stdin.end();
  assert.equal(await done, 0);
  assert.deepEqual(sent, ["version", "set k 0 0 3 | a\nb", "flush_all"]);
  assert.deepEqual([rest(), listeners.size], ["\n", 0]);
});

test("Ctrl-C at the prompt says how to leave, while waiting it stops that, at a question it means no", async () => {
  const { stdin, until, press, done, sent } = open();
  await until("cache:1> ");
  press();
  await until("\n(Ctrl-D leaves)\ncache:1> ");
  stdin.write("get slow\n");
  while (!sent.includes("get slow")) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  press();
  await until("stopped waiting");
  await until("cache:1> ");
  stdin.write("flush_all\n");
  await until("Go on? [y/N] ");
  press();
  await until("(not sent)\ncache:1> ");
  stdin.write("quit\n");
  assert.equal(await done, 0);
  assert.deepEqual(sent, ["get slow"]);
});

test("Ctrl-C while a program takes the output is for the program", async () => {
  let endProgram = (_trouble: string | undefined) => {};
  let tellStarted = () => {};
  const started = new Promise<void>((resolve) => {
    tellStarted = resolve;
  });
  const { stdin, until, press, done } = open({
    openProgram: () => ({
      write: async () => true,
      end: () =>
        new Promise((resolve) => {
          endProgram = resolve;
          tellStarted();
        }),
    }),
  });
  await until("cache:1> ");
  stdin.write("version | less\n");
  await started;
  press();
  endProgram(undefined);
  await until("cache:1> ");
  press();
  await until("(Ctrl-D leaves)\ncache:1> ");
  stdin.end();
  await done;
});

test("SIGTERM ends it", async () => {
  const { until, press, done } = open();
  await until("cache:1> ");
  press("SIGTERM");
  assert.equal(await done, 143);
});
