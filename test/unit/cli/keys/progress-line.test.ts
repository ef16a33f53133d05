/** cli/keys/progress-line.ts: nothing for what is quick or not watched, one line that is taken away. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ProgressLine, scanProgressText } from "../../../../src/cli/keys/progress-line.ts";
import { createTestContext } from "../../../support/test-context.ts";

test("appears after a second on a terminal, and goes away", async () => {
  const { context, stderrText } = createTestContext();
  Object.assign(context.stderr, { isTTY: true, columns: 20 });
  const line = new ProgressLine(context, true);
  line.update(() => "too early");
  line.clear();
  assert.equal(stderrText(), "");
  await context.clock.sleep(1000);
  line.update((seconds) => `after ${seconds} s, and cut t the edge`);
  assert.equal(stderrText(), "after 1 s, and cut ");
  line.update(() => "not again so soon");
  line.clear();
  line.clear();
  assert.equal(stderrText(), "after 1 s, and cut \r\x1b[K");
});

test("is not drawn into a pipe, on a dumb terminal, or across the data", async () => {
  for (const [isTTY, env, isWanted] of [
    [false, {}, true],
    [true, { TERM: "dumb" }, true],
    [true, { CI: "1" }, true],
    [true, {}, false],
  ] as const) {
    const { context, stderrText } = createTestContext({ env });
    Object.assign(context.stderr, { isTTY });
    const line = new ProgressLine(context, isWanted);
    await context.clock.sleep(5000);
    line.update(() => "hidden");
    line.clear();
    assert.equal(stderrText(), "");
  }
});

test("says how far a scan is, with a share only where the whole is known", () => {
  assert.equal(scanProgressText(500, 2000, 20, 2), "500 of 2,000 keys (25 %), 20 chosen, 250/s");
  assert.equal(scanProgressText(500, undefined, 20, 2), "500 keys, 20 chosen, 250/s");
  assert.equal(scanProgressText(2100, 2000, 0, 1), "2,100 of 2,000 keys (100 %), 0 chosen, 2.1k/s");
});
