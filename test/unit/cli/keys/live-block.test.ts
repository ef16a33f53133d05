/** cli/keys/live-block.ts: a block is drawn over itself and leaves nothing behind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { canRedraw, LiveBlock } from "../../../../src/cli/keys/live-block.ts";
import { createTestContext } from "../../../support/test-context.ts";

test("each drawing replaces the last one, whatever their heights; long lines and many lines are cut", () => {
  const written: string[] = [];
  const block = new LiveBlock({ columns: 6, rows: 4, write: (text) => written.push(text) });
  block.clear();
  block.draw(["one", "two"]);
  block.draw(["too long", "b", "c", "does not fit"]);
  block.clear();
  block.clear();
  assert.deepEqual(written, ["one\ntwo\n", "\x1b[2A\r\x1b[Jtoo l\nb\nc\n", "\x1b[3A\r\x1b[J"]);
});

test("only a terminal that a person may look at is drawn on", () => {
  const { context } = createTestContext();
  const on = (isTTY: boolean, env: Record<string, string>): boolean =>
    canRedraw({ stderr: Object.assign(context.stderr, { isTTY }), env });
  assert.equal(on(true, {}), true);
  assert.equal(on(true, { CI: "false" }), true);
  assert.equal(on(true, { CI: "1" }), false);
  assert.equal(on(true, { TERM: "dumb" }), false);
  assert.equal(on(false, {}), false);
});
