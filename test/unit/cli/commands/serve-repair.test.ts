/** `serve repair` asks for its directory, and has a help of its own beside that of `serve`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommandLine } from "../../../../src/cli/main.ts";
import { createTestContext } from "../../../support/test-context.ts";

test("words and help", async () => {
  const { context, stdoutText } = createTestContext();
  assert.equal(await runCommandLine(["serve", "repair", "--help"], context), 0);
  assert.match(stdoutText(), /^memtool serve repair: /);
  await assert.rejects(runCommandLine(["serve", "repair"], context), /<dir>|dir/);
});
