/** Decisions of the automover, from tables of readings. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AutomoveWindow, type ClassReading, type Decision } from "../../../src/store/automove-window.ts";

const SECONDS = 10;
const RATIO = 0.8;

function reading(slabClass: number, changes: Partial<ClassReading> = {}): ClassReading {
  return {
    slabClass,
    ageSeconds: 100,
    evicted: 0,
    outOfMemory: 0,
    pages: 10,
    freeChunks: 0,
    chunksPerPage: 100,
    ...changes,
  };
}

/** What is decided in each second, given what the classes show in it. */
function decisions(
  seconds: number,
  readings: (second: number) => readonly ClassReading[],
  isFull = true,
): readonly (Decision | undefined)[] {
  const window = new AutomoveWindow(SECONDS);
  return Array.from({ length: seconds }, (_, second) => window.decide(readings(second), RATIO, isFull));
}

const firstOf = (all: readonly (Decision | undefined)[]): readonly [number, Decision | undefined] => {
  const at = all.findIndex((decision) => decision !== undefined);
  return [at, all[at]];
};

describe("a class with free pages", () => {
  const free = (second: number, changes: Partial<ClassReading> = {}) => [
    reading(3, { freeChunks: 251, ...changes }),
    reading(4, { evicted: second }),
  ];

  it("gives one to the pool, once the window has filled", () => {
    assert.deepEqual(firstOf(decisions(12, free)), [SECONDS - 1, { source: 3, target: 0 }]);
  });

  it("keeps them while new pages can be had, while it evicts or grows, and below two and a half", () => {
    assert.equal(firstOf(decisions(30, free, false))[0], -1);
    assert.equal(firstOf(decisions(30, (second) => free(second, { evicted: second })))[0], -1);
    assert.equal(firstOf(decisions(30, (second) => free(second, { pages: 10 + Math.floor(second / 5) })))[0], -1);
    assert.equal(firstOf(decisions(30, (second) => free(second, { freeChunks: 250 })))[0], -1);
  });
});

describe("a page of the oldest class", () => {
  const classes =
    (changes: { old?: Partial<ClassReading>; young?: Partial<ClassReading> } = {}) =>
    (second: number) => [
      reading(5, { ageSeconds: 500, ...changes.old }),
      reading(6, { ageSeconds: 300 }),
      reading(7, { ageSeconds: 50, evicted: 3 * second, ...changes.young }),
    ];

  it("goes to the youngest that evicts, once a window", () => {
    const all = decisions(45, classes());
    const moves = all.flatMap((decision, second) =>
      decision === undefined ? [] : [[second, decision.source, decision.target]],
    );
    assert.deepEqual(
      moves,
      [9, 19, 29, 39].map((second) => [second, 5, 7]),
    );
  });

  it("goes to a class that gets no memory at all, too", () => {
    const all = decisions(12, (second) => [
      reading(5, { ageSeconds: 500 }),
      reading(7, { ageSeconds: 0, outOfMemory: second }),
    ]);
    assert.deepEqual(firstOf(all)[1], { source: 5, target: 7 });
  });

  it("stays when ages are near each other, when nobody evicts, or when there are but two", () => {
    assert.equal(firstOf(decisions(30, classes({ young: { ageSeconds: 400 } })))[0], -1);
    assert.equal(firstOf(decisions(30, classes({ young: { evicted: 0 } })))[0], -1);
    assert.deepEqual(firstOf(decisions(30, classes({ old: { pages: 2 } })))[1], { source: 6, target: 7 });
  });

  it("stays when evictions are rare, or over", () => {
    assert.equal(
      firstOf(decisions(40, (second) => classes({ young: { evicted: Math.floor(second / 3) } })(second)))[0],
      -1,
    );
    const over = (second: number) => classes({ young: { evicted: Math.min(second, 8) } })(second);
    assert.equal(firstOf(decisions(40, over))[0], -1);
  });

  it("is not asked for when evictions were set back to zero", () => {
    const reset = (second: number) => classes({ young: { evicted: second === 0 ? 1000 : 0 } })(second);
    assert.equal(firstOf(decisions(30, reset))[0], -1);
  });
});

it("ages are means over the window", () => {
  const all = decisions(10, (second) => [
    reading(5, { ageSeconds: second < 9 ? 100 : 1000 }),
    reading(6, { ageSeconds: 180 }),
    reading(7, { ageSeconds: 150, evicted: second }),
  ]);
  assert.deepEqual(all[9], { source: 5, target: 7 });
});
