/** Who is waited for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { announceWait } from "../../../src/cli/announce-wait.ts";
import { createTestContext } from "../../support/test-context.ts";

function terminal() {
  const { context, stderrText } = createTestContext();
  Object.assign(context.stderr, { isTTY: true });
  return { context, stderrText };
}

test("a wait of more than a second is announced, and the line goes away again", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { context, stderrText } = terminal();
  const done = announceWait(["a:1", "b:1"], context);
  mock.timers.tick(999);
  assert.equal(stderrText(), "");
  mock.timers.tick(1);
  done();
  done();
  assert.equal(stderrText(), "waiting for a:1, b:1...\r\x1b[K");
});

test("names that do not fit on a line are counted", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { context, stderrText } = terminal();
  announceWait(new Array<string>(20).fill("cache.example.com:11211"), context);
  mock.timers.tick(1000);
  assert.equal(stderrText(), "waiting for 20 servers...");
});

test("nothing is said of a short wait, nor where stderr is no terminal", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const short = terminal();
  announceWait(["a:1"], short.context)();
  const pipe = createTestContext();
  announceWait(["a:1"], pipe.context);
  mock.timers.tick(5000);
  assert.equal(short.stderrText() + pipe.stderrText(), "");
});
