/** terminal-guard: the screen is closed first, whatever ends or stops the process. */
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { guardTerminal, type ProcessEvents, stopByKey } from "../../../src/cli/terminal-guard.ts";

/** A process that only tells what happened. */
function guarded() {
  const events: string[] = [];
  const host = Object.assign(new EventEmitter(), {
    pid: 42,
    kill: (pid: number, signal: string) => events.push(`kill ${pid} ${signal}`),
  });
  host.on("unhandledRejection", () => events.push("printed"));
  const holder = { open: () => events.push("open"), close: () => events.push("close") };
  const release = guardTerminal(holder, host as unknown as ProcessEvents);
  return { host, events, release };
}

test("an end, however it comes", () => {
  for (const event of ["exit", "uncaughtExceptionMonitor"]) {
    const { host, events } = guarded();
    host.emit(event);
    assert.deepEqual(events, ["close"]);
  }
});

test("an error is printed after the screen is closed", () => {
  const { host, events } = guarded();
  host.emit("unhandledRejection");
  assert.deepEqual(events, ["close", "printed"]);
});

test("Ctrl-Z gives the terminal back until the process goes on", () => {
  const { host, events } = guarded();
  host.emit("SIGTSTP");
  assert.deepEqual(events, ["close", "kill 42 SIGSTOP"]);
  host.emit("SIGCONT");
  assert.deepEqual(events.slice(2), ["open"]);
});

test("released, it leaves the process as it was", () => {
  const { host, release } = guarded();
  release();
  assert.deepEqual(host.eventNames(), ["unhandledRejection"]);
  assert.equal(host.listenerCount("unhandledRejection"), 1);
});

test("Ctrl-Z stops everybody in the foreground, as a terminal would", () => {
  const sent: unknown[] = [];
  stopByKey({ kill: (...args: unknown[]) => sent.push(args) > 0 } as Pick<ProcessEvents, "kill">);
  assert.deepEqual(sent, [[0, "SIGTSTP"]]);
});
