/** Where a live screen makes sense. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { isLiveTerminal } from "../../../src/cli/live-terminal.ts";

it("a terminal that can do it, with a person at it", () => {
  assert.equal(isLiveTerminal({ isTTY: true }, { TERM: "xterm" }), true);
  assert.equal(isLiveTerminal({ isTTY: true }, { TERM: "xterm", CI: "false" }), true);
  assert.equal(isLiveTerminal({}, { TERM: "xterm" }), false);
  assert.equal(isLiveTerminal({ isTTY: true }, { TERM: "dumb" }), false);
  assert.equal(isLiveTerminal({ isTTY: true }, { CI: "1" }), false);
  assert.equal(isLiveTerminal({ isTTY: true }, { CONTINUOUS_INTEGRATION: "true" }), false);
});
