/** terminal-keys: keys come one by one, a lone Escape after a moment, and the terminal is left as it was. */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { test } from "node:test";
import type { KeyEvent } from "../../../src/ui/decode-keys.ts";
import { type KeyTerminal, readTerminalKeys } from "../../../src/ui/terminal-keys.ts";
import { FakeStdin, FakeStdout } from "../../support/fake-terminal.ts";

test("keys, Escape, the end", async () => {
  const stdin = new FakeStdin();
  const stdout = new FakeStdout(80, 24);
  const names: string[] = [];
  const told = new EventEmitter();
  const escaped = once(told, "escape");
  const ended = once(told, "end");
  const onKey = (key: KeyEvent): void => {
    names.push(key.kind === "text" ? key.text : key.name);
    if (names.at(-1) === "escape") {
      told.emit("escape");
    }
  };
  const terminal = { stdin, stdout } as unknown as KeyTerminal;
  const release = readTerminalKeys(terminal, onKey, () => told.emit("end"));
  assert.equal(stdin.isRaw, true);
  stdin.write("j\x1b[5~q\x1b");
  await escaped;
  assert.deepEqual(names, ["j", "page-up", "q", "escape"]);
  stdin.end();
  await ended;
  release();
  assert.equal(stdin.isRaw, false);
  assert.equal(stdin.listenerCount("data"), 0);
  assert.equal(stdout.raw, "\x1b[?2004h\x1b[?2004l");
});
