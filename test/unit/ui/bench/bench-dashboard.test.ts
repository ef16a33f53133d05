/** The whole live screen with Ink on a fake terminal: what is seen when, and that the terminal is given back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { latencyBars } from "../../../../src/bench/reporters/latency-bars.ts";
import { progressText } from "../../../../src/bench/reporters/progress-text.ts";
import { loadDashboard } from "../../../../src/cli/bench/load-dashboard.ts";
import { FakeStdout } from "../../../support/fake-terminal.ts";
import { testProgress } from "../../../support/progress.ts";

const BenchDashboard = await loadDashboard();

/** A dashboard that is not open yet; its clock moves only when told. */
function dashboardOn({ columns = 80, rows = 24, hasColor = false, drawingMs = 0 } = {}) {
  const terminal = new FakeStdout(columns, rows);
  const clock = { nowMs: 1000 };
  const dashboard = new BenchDashboard({
    terminal: terminal as unknown as NodeJS.WriteStream,
    hasColor,
    title: { target: "cache1:11211", load: ["closed loop"] },
    texts: {
      progressText,
      latencyBars: (histogram, options) => {
        clock.nowMs += drawingMs;
        return latencyBars(histogram, options);
      },
    },
    monotonicMs: () => clock.nowMs,
  });
  return { terminal, clock, dashboard, frames: () => terminal.raw.split("\x1b[?2026h").length - 1 };
}

describe("the terminal", () => {
  test("is taken and given back: the other screen, the cursor, its listeners", () => {
    const { terminal, dashboard } = dashboardOn();
    dashboard.open();
    assert.ok(terminal.raw.startsWith("\x1b[?1049h\x1b[?25l"));
    assert.equal(terminal.screen[0], " memtool bench  cache1:11211                                        closed loop");
    dashboard.update(testProgress());
    dashboard.close();
    assert.ok(terminal.raw.endsWith("\x1b[?25h\x1b[?1049l"));
    assert.equal(terminal.listenerCount("resize"), 0);
    const written = terminal.raw;
    dashboard.close();
    dashboard.update(testProgress());
    assert.equal(terminal.raw, written, "nothing is written once it is closed");
  });

  test("can be taken again, with what is known by then", async () => {
    const { terminal, clock, dashboard } = dashboardOn();
    dashboard.open();
    dashboard.close();
    clock.nowMs += 1000;
    dashboard.update(testProgress({ requests: 777 }));
    dashboard.open();
    await terminal.until((lines) => lines.some((line) => /requests +777$/.test(line)), "the count");
    dashboard.close();
  });
});

describe("frames", () => {
  test("at most four a second; the latest moment is not lost", async () => {
    const { terminal, clock, dashboard, frames } = dashboardOn();
    dashboard.open();
    clock.nowMs += 250;
    dashboard.update(testProgress({ requests: 1 }));
    assert.equal(frames(), 2);
    clock.nowMs += 249;
    for (const requests of [2, 3, 4]) {
      dashboard.update(testProgress({ requests }));
    }
    assert.equal(frames(), 2, "the next frame is not due");
    await terminal.until((lines) => lines.some((line) => /requests +4$/.test(line)), "the latest count");
    assert.equal(frames(), 3);
    dashboard.close();
  });

  test("a frame that takes long is followed by a longer pause, but not for ever", () => {
    for (const [drawingMs, pauseMs] of [
      [20, 500],
      [300, 1000],
    ] as const) {
      const { clock, dashboard, frames } = dashboardOn({ drawingMs });
      dashboard.open();
      clock.nowMs += 250;
      dashboard.update(testProgress());
      assert.equal(frames(), 2);
      clock.nowMs += pauseMs - 1;
      dashboard.update(testProgress());
      assert.equal(frames(), 2);
      clock.nowMs += 1;
      dashboard.update(testProgress());
      assert.equal(frames(), 3);
      dashboard.close();
    }
  });

  test("a resize is drawn at once, on a cleared screen", () => {
    const { terminal, clock, dashboard, frames } = dashboardOn();
    dashboard.open();
    clock.nowMs += 250;
    dashboard.update(testProgress());
    assert.equal(terminal.screen.length, 24);
    const before = frames();
    terminal.resize(50, 12);
    assert.equal(frames(), before + 1);
    assert.equal(terminal.screen.length, 12);
    assert.ok(terminal.screen.every((line) => line.length < 50));
    terminal.resize(30, 4);
    assert.deepEqual(terminal.screen, ["measure 4.5 s 45 %: 1k/s, hi…"]);
    dashboard.close();
  });
});

test("without colour no colour is written; with it numbers and charts have theirs", () => {
  for (const hasColor of [false, true]) {
    const { terminal, clock, dashboard } = dashboardOn({ hasColor });
    dashboard.open();
    clock.nowMs += 250;
    dashboard.update(testProgress());
    dashboard.close();
    for (const code of ["\x1b[32m", "\x1b[33m", "\x1b[36m"]) {
      assert.equal(terminal.raw.includes(code), hasColor);
    }
  }
});
