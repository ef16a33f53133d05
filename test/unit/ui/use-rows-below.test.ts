/** Room below the cursor; test/e2e/repl-terminal has the hook in a real terminal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRoom } from "../../../src/ui/use-rows-below.ts";

test("down, scrolling if need be, and back to the same column", () => {
  assert.equal(makeRoom({ x: 17, rowsBelow: 2 }), "\n\n\x1b[2A\x1b[18G");
  assert.equal(makeRoom({ x: 5, rowsBelow: 0 }), "");
});
