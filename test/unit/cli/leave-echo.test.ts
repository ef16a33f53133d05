/** The line of Ctrl-C. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { leaveEcho } from "../../../src/cli/leave-echo.ts";
import { createTestContext } from "../../support/test-context.ts";

test("ends the line of ^C on a terminal, and nowhere else", () => {
  const told = (signal: "SIGINT" | "SIGTERM", isTTY: boolean): string => {
    const { context, stderrText } = createTestContext();
    Object.assign(context.stdin, { isTTY });
    Object.assign(context.stderr, { isTTY });
    leaveEcho(signal, context);
    return stderrText();
  };
  assert.deepEqual([told("SIGINT", true), told("SIGTERM", true), told("SIGINT", false)], ["\n", "", ""]);
});
