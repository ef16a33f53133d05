/** Where output goes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { segment } from "../../../src/repl/segments.ts";
import type { ShellPorts } from "../../../src/repl/shell-ports.ts";
import { FileSink, ProgramSink, ScreenSink } from "../../../src/repl/sink.ts";
import { fakeWorld } from "../../support/fake-shell.ts";

function ports(calls: string[]): ShellPorts {
  return {
    ...fakeWorld,
    print: (lines) => void calls.push(`print ${lines.length}`),
    page: async (lines) => void calls.push(`page ${lines.length}`),
    writeFile: async (path, bytes, isAppending) =>
      void calls.push(`${isAppending ? ">>" : ">"} ${path} ${Buffer.from(bytes)}`),
    ask: async () => undefined,
    busy: () => {},
    withoutScreen: (work) => work(new AbortController().signal),
    clearScreen: () => {},
    width: () => 10,
    height: () => 6,
  };
}

const line = (text: string) => [segment("plain", text)];

test("a screen: the pager for what does not fit, counting the rows of long lines", async () => {
  const calls: string[] = [];
  let hasPager = true;
  const sink = new ScreenSink(ports(calls), () => hasPager);
  await sink.write([]);
  await sink.write(Array(4).fill(line("x")));
  await sink.write(Array(5).fill(line("x")));
  await sink.write([line("x".repeat(50))]);
  hasPager = false;
  await sink.write(Array(5).fill(line("x")));
  assert.deepEqual(calls, ["print 4", "page 5", "page 1", "print 5"]);
});

test("a file: the first piece replaces, the others follow; bytes before lines", async () => {
  const calls: string[] = [];
  const sink = new FileSink(ports(calls), { kind: "file", path: "f", isAppending: false });
  await sink.write([line("a"), [segment("note", "for people")]]);
  await sink.write([line("b")], Buffer.from("exact"));
  assert.deepEqual(calls, ["> f a\n", ">> f exact"]);
  assert.equal(sink.writtenBytes, 7);
});

test("a program that takes no more stops what feeds it", async () => {
  let isRefused = false;
  const input = { write: async (bytes: Uint8Array) => bytes.length < 3, end: async () => undefined };
  const sink = new ProgramSink(input, () => {
    isRefused = true;
  });
  await sink.write([line("a")]);
  assert.equal(isRefused, false);
  await sink.write([line("abc")]);
  assert.equal(isRefused, true);
});
