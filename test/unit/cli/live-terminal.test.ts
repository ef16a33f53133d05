/** Where a terminal is drawn on, and the line that says what goes on. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { isLiveTerminal, StatusLine } from "../../../src/cli/live-terminal.ts";
import { createTestContext } from "../../support/test-context.ts";

it("a terminal that can do it, with a person at it", () => {
  assert.equal(isLiveTerminal({ isTTY: true }, { TERM: "xterm" }), true);
  assert.equal(isLiveTerminal({ isTTY: true }, { TERM: "xterm", CI: "false" }), true);
  assert.equal(isLiveTerminal({}, { TERM: "xterm" }), false);
  assert.equal(isLiveTerminal({ isTTY: true }, { TERM: "dumb" }), false);
  assert.equal(isLiveTerminal({ isTTY: true }, { CI: "1" }), false);
  assert.equal(isLiveTerminal({ isTTY: true }, { CONTINUOUS_INTEGRATION: "true" }), false);
});

function lineOn(stderr: { readonly isTTY: boolean; readonly columns?: number }, env: Record<string, string> = {}) {
  const { context, stderrText } = createTestContext({ env });
  Object.assign(context.stderr, stderr);
  return { line: new StatusLine(context), stderrText };
}

it("a line is written over, cut, escaped, and taken away once", () => {
  const { line, stderrText } = lineOn({ isTTY: true, columns: 10 });
  line.clear();
  line.show("waiting for it");
  line.show("a\x1bb");
  line.clear();
  line.clear();
  assert.equal(stderrText(), "waiting f\r\x1b[Ka\\eb\r\x1b[K");
});

it("no line is written where it would stay", () => {
  for (const [stderr, env] of [
    [{ isTTY: false }, {}],
    [{ isTTY: true }, { TERM: "dumb" }],
    [{ isTTY: true }, { CI: "1" }],
  ] as const) {
    const { line, stderrText } = lineOn(stderr, env);
    line.show("x");
    line.clear();
    assert.equal(stderrText(), "");
  }
});
