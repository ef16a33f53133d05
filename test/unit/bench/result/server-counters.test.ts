/** server-counters: readings of a stats reply, what happened between two of them, and several servers as one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { joinWindows, readingOf, serverHitRate, windowOf } from "../../../../src/bench/result/server-counters.ts";
import { testWindow } from "../../../support/bench-facts.ts";

function reading(values: Readonly<Record<string, string | number>>, atMs = 0) {
  return readingOf(
    Object.entries(values).map(([name, value]) => ({ name, value: String(value) })),
    atMs,
  );
}

test("differences of counters and CPU time", () => {
  const before = reading(
    { get_hits: 10, get_misses: 1, rusage_user: "1.500000", rusage_system: "0.5", threads: 4 },
    100,
  );
  const after = reading(
    {
      get_hits: 25,
      get_misses: 1,
      rusage_user: "2.000000",
      rusage_system: "0.75",
      threads: 4,
      evictions: 5,
      uptime: 9,
    },
    350,
  );
  assert.deepEqual(windowOf(before, after), {
    elapsedMs: 250,
    counters: { get_hits: 15, get_misses: 0 },
    cpuMs: 750,
    threads: 4,
    wasReset: false,
  });
});

test("a counter that falls was reset, and so was a server that is younger than it was", () => {
  assert.equal(windowOf(reading({ get_hits: 10 }), reading({ get_hits: 9 })).wasReset, true);
  assert.equal(windowOf(reading({ get_hits: 10 }), reading({ get_hits: 10 })).wasReset, false);
  assert.equal(windowOf(reading({ get_hits: 1, uptime: 10 }), reading({ get_hits: 5, uptime: 3 })).wasReset, true);
});

test("what the server does not tell is not known", () => {
  const window = windowOf(reading({ version: "1" }), reading({ get_hits: "x" }));
  assert.deepEqual(window, { elapsedMs: 0, counters: {}, cpuMs: undefined, threads: undefined, wasReset: false });
});

test("several servers' windows add up; what one does not tell of its CPU is not known of all", () => {
  const left = testWindow({ get_hits: 3, get_misses: 1 }, { elapsedMs: 1000, cpuMs: 10 });
  const right = testWindow({ get_hits: 5, evictions: 2 }, { elapsedMs: 1010, cpuMs: 20, wasReset: true });
  assert.deepEqual(joinWindows([left, right]), {
    elapsedMs: 1010,
    counters: { get_hits: 8, get_misses: 1, evictions: 2 },
    cpuMs: 30,
    threads: undefined,
    wasReset: true,
  });
  assert.equal(joinWindows([left, { ...right, cpuMs: undefined }])?.cpuMs, undefined);
  assert.equal(joinWindows([left]), left);
  assert.equal(joinWindows([]), undefined);
});

test("the server's own hit rate", () => {
  assert.equal(serverHitRate(testWindow({ get_hits: 3, get_misses: 1 })), 0.75);
  assert.equal(serverHitRate(testWindow({ get_hits: 0, get_misses: 0 })), undefined);
  assert.equal(serverHitRate(testWindow({ get_hits: 3 })), undefined);
});
