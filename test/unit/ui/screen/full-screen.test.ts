/** full-screen: taken once, given back once, painted only in between. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FullScreen } from "../../../../src/ui/screen/full-screen.ts";
import { FakeStdout } from "../../../support/fake-terminal.ts";

test("taken, painted, given back", () => {
  const terminal = new FakeStdout(40, 10);
  let drawn = 0;
  const screen = new FullScreen(terminal as unknown as NodeJS.WriteStream, () => drawn++);
  screen.paint("too early");
  assert.equal(terminal.raw, "");
  screen.open();
  screen.open();
  assert.equal(terminal.raw.split("\x1b[?1049h").length, 2);
  screen.paint("one\ntwo");
  assert.deepEqual(terminal.screen, ["one", "two"]);
  terminal.resize(20, 5);
  assert.equal(drawn, 1);
  assert.deepEqual(screen.size, { columns: 20, rows: 5 });
  screen.close();
  screen.close();
  assert.ok(terminal.raw.endsWith("\x1b[?25h\x1b[?1049l"));
  assert.equal(terminal.listenerCount("resize"), 0);
  assert.equal(screen.isOpen, false);
});

test("a terminal that does not tell its size has 80 by 24", () => {
  const terminal = new FakeStdout(0, 0) as unknown as NodeJS.WriteStream;
  assert.deepEqual(new FullScreen(terminal, () => {}).size, { columns: 80, rows: 24 });
});
