/** frame-painter: frames in place, and a terminal that is given back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOSE_SCREEN, OPEN_SCREEN, paintFrame } from "../../../../src/ui/screen/frame-painter.ts";
import { FakeStdout } from "../../../support/fake-terminal.ts";

test("a frame covers the one before it", () => {
  const terminal = new FakeStdout(20, 5);
  terminal.write(OPEN_SCREEN);
  terminal.write(paintFrame("first frame\nsecond line\nthird"));
  assert.deepEqual(terminal.screen, ["first frame", "second line", "third"]);
  terminal.write(paintFrame("short\nline"));
  assert.deepEqual(terminal.screen, ["short", "line"]);
  assert.deepEqual(terminal.cursor, { x: 0, y: 0 });
});

test("nothing is cleared before it is written over, and no line end follows the last line", () => {
  const painted = paintFrame("a\nb");
  assert.equal(painted, "\x1b[?2026h\x1b[Ha\x1b[K\r\nb\x1b[K\x1b[J\x1b[H\x1b[?2026l");
});

test("what opening takes closing gives back", () => {
  for (const mode of ["?1049", "?25"]) {
    assert.equal(OPEN_SCREEN.includes(`\x1b[${mode}${mode === "?25" ? "l" : "h"}`), true);
    assert.equal(CLOSE_SCREEN.includes(`\x1b[${mode}${mode === "?25" ? "h" : "l"}`), true);
  }
});
