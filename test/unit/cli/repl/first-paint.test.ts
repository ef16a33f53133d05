/** The prompt that is painted before the screen is loaded. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReadStream, WriteStream } from "node:tty";
import { paintFirst } from "../../../../src/cli/repl/first-paint.ts";
import { FakeStdin, FakeStdout } from "../../../support/fake-terminal.ts";

test("it stands there, keys are not echoed, and nothing is left of it", () => {
  const stdin = new FakeStdin();
  const stdout = new FakeStdout(40, 5);
  const unpaint = paintFirst(
    { stdin: stdin as unknown as ReadStream, stdout: stdout as unknown as WriteStream },
    "cache:1> ",
  );
  assert.deepEqual(stdout.screen, ["cache:1>"]);
  assert.equal(stdin.isRaw, true);
  unpaint();
  assert.deepEqual(stdout.screen, []);
});
