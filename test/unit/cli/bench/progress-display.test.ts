/** progress-display: a live screen where somebody watches a terminal, a line a second elsewhere. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PhaseKind } from "../../../../src/bench/plan.ts";
import { openDisplay, wantsLive } from "../../../../src/cli/bench/progress-display.ts";
import type { Context } from "../../../../src/cli/context.ts";
import { FakeStdout } from "../../../support/fake-terminal.ts";
import { testProgress } from "../../../support/progress.ts";
import { createTestContext } from "../../../support/test-context.ts";

const TITLE = { target: "cache1:11211", load: ["closed loop"] };

test("about one line a second elsewhere, without control bytes", async () => {
  const { context, stderrText } = createTestContext();
  const display = await openDisplay(context, TITLE, false);
  const show = (phase: PhaseKind, elapsedMs: number) =>
    display.update(testProgress({ phase, elapsedMs, done: 0.5, points: [] }));
  show("populate", 0);
  show("populate", 500);
  for (let elapsedMs = 0; elapsedMs <= 3000; elapsedMs += 250) {
    show("measure", elapsedMs);
  }
  display.end();
  const lines = stderrText().split("\n");
  assert.deepEqual(
    lines.map((line) => line.split(":")[0]),
    ["measure 1 s 50 %", "measure 2 s 50 %", "measure 3 s 50 %", ""],
  );
  assert.ok(!stderrText().includes("\x1b"));
});

test("on a terminal the live screen, which leaves nothing behind", async () => {
  const terminal = new FakeStdout(80, 24);
  const { context } = createTestContext();
  const before = process.listenerCount("exit") + process.listenerCount("SIGTSTP");
  const display = await openDisplay({ ...context, stderr: terminal } as unknown as Context, TITLE, false);
  assert.ok(process.listenerCount("exit") + process.listenerCount("SIGTSTP") > before);
  display.update(testProgress());
  await terminal.until((lines) => lines.some((line) => line.includes("✓ valid so far")), "the verdict");
  display.end();
  display.end();
  assert.ok(terminal.raw.endsWith("\x1b[?25h\x1b[?1049l"));
  assert.equal(process.listenerCount("exit") + process.listenerCount("SIGTSTP"), before);
});

describe("whether it is live", () => {
  const cases: readonly (readonly [string, Partial<Record<string, string>>, boolean, boolean, boolean])[] = [
    ["a terminal", {}, true, false, true],
    ["a terminal of which a person says that it is no build machine", { CI: "false" }, true, false, true],
    ["a pipe", {}, false, false, false],
    ["--no-live", {}, true, true, false],
    ["a build machine", { CI: "1" }, true, false, false],
    ["another one", { CONTINUOUS_INTEGRATION: "true" }, true, false, false],
    ["a terminal that cannot move its cursor", { TERM: "dumb" }, true, false, false],
  ];
  for (const [name, env, isTTY, noLive, expected] of cases) {
    test(`${name}: ${expected}`, () => {
      assert.equal(wantsLive({ stderr: { isTTY }, env } as unknown as Context, noLive), expected);
    });
  }
});
