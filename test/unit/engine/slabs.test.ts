/** slabs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PageMover } from "../../../src/store/page-mover.ts";
import { EngineHarness } from "../../support/engine-harness.ts";
import { watchEngine } from "../../support/watch-engine.ts";

/** A full store: one class has all of its pages. */
function filled(): EngineHarness {
  const harness = new EngineHarness({ memoryLimitBytes: 4 * 1024 * 1024 });
  for (let index = 0; index < 60; index++) {
    harness.run(`set key${index} 0 0 80000 noreply\r\n${"v".repeat(80000)}\r\n`);
  }
  return harness;
}

function classOf(harness: EngineHarness): number {
  return harness.store.parts.slabs.classFor(80_070);
}

test("reassign: what is taken and what is refused", () => {
  const harness = filled();
  const large = classOf(harness);
  const expected: Readonly<Record<string, string>> = {
    slabs: "ERROR",
    "slabs reassign": "ERROR",
    "slabs reassign 1": "ERROR",
    "slabs reassign 1 2 3": "ERROR",
    "slabs move 1 2": "ERROR",
    "slabs reassign a 2": "CLIENT_ERROR bad command line format",
    "slabs reassign 1 99999999999": "CLIENT_ERROR bad command line format",
    "slabs reassign 5 5": "SAME src and dst class are identical",
    "slabs reassign 31 64": "BADCLASS invalid src or dst class id",
    "slabs reassign -2 1": "BADCLASS invalid src or dst class id",
    "slabs reassign 1 2": "NOSPARE source class has no spare pages",
    "slabs reassign 0 2": "NOSPARE source class has no spare pages",
    [`slabs reassign ${large} 1`]: "OK",
    "slabs reassign 1 2 ": "BUSY currently processing reassign request",
  };
  for (const [line, reply] of Object.entries(expected)) {
    assert.equal(harness.run(`${line}\r\n`), `${reply}\r\n`, line);
  }
  assert.equal(harness.run("slabs reassign 5 5 noreply\r\n"), "");
  const disabled = new EngineHarness({ pageMoves: false });
  assert.equal(disabled.run("slabs reassign x 2\r\n"), "CLIENT_ERROR slab reassignment disabled\r\n");
});

test("a move is told by stats and to watchers of sysevents", () => {
  const harness = filled();
  const lines = watchEngine(harness, "sysevents");
  const large = classOf(harness);
  const pages = harness.store.parts.slabs.pages(large);
  harness.run("slabs reassign -1 1\r\n");
  assert.match(harness.run("stats\r\n"), /STAT slab_reassign_running 1\r\nSTAT slabs_moved 0\r\n/);
  const mover = new PageMover(harness.store);
  while (mover.isDue) {
    mover.step();
  }
  assert.deepEqual(lines(), [`slab_move src=${large} dst=1 state=ok`]);
  const stats = harness.run("stats\r\n");
  assert.match(
    stats,
    /STAT slab_reassign_last_busy_status none\r\nSTAT slab_reassign_running 0\r\nSTAT slabs_moved 1\r\n/,
  );
  assert.match(
    harness.run("stats slabs\r\n"),
    new RegExp(`STAT 1:total_pages 1\r\n[^]*STAT ${large}:total_pages ${pages - 1}\r\n`),
  );
});

test("automove: level, ratio and window", () => {
  const harness = new EngineHarness();
  const expected: Readonly<Record<string, string>> = {
    "slabs automove": "ERROR",
    "slabs automove x": "CLIENT_ERROR bad command line format",
    "slabs automove -1": "CLIENT_ERROR bad command line format",
    "slabs automove 3": "ERROR",
    "slabs automove 0": "OK",
    "slabs a 2": "OK",
    "slabs automove ratio": "ERROR",
    "slabs automove ratio x": "ERROR",
    "slabs automove ratio 0.5": "OK",
    "slabs automove freeratio 0.01": "OK",
    "slabs automove freeratio": "ERROR",
    "slabs automove window": "CLIENT_ERROR bad command line format",
    "slabs automove window x": "CLIENT_ERROR bad command line format",
    "slabs automove window 0": "CLIENT_ERROR automove window too low or too high",
    "slabs automove window 1801": "CLIENT_ERROR automove window too low or too high",
    "slabs automove window 60": "OK",
  };
  for (const [line, reply] of Object.entries(expected)) {
    assert.equal(harness.run(`${line}\r\n`), `${reply}\r\n`, line);
  }
  const { tuning } = harness.store.parts;
  assert.deepEqual([tuning.automove, tuning.automoveRatio, tuning.automoveWindow], [2, 0.5, 60]);
});
