/** server-counters: readings of a stats reply and what happened between two of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readingOf, windowOf } from "../../../src/bench/server-counters.ts";

function reading(values: Readonly<Record<string, string | number>>) {
  return readingOf(Object.entries(values).map(([name, value]) => ({ name, value: String(value) })));
}

test("differences of counters and CPU time", () => {
  const before = reading({ get_hits: 10, get_misses: 1, rusage_user: "1.500000", rusage_system: "0.5", threads: 4 });
  const after = reading({
    get_hits: 25,
    get_misses: 1,
    rusage_user: "2.000000",
    rusage_system: "0.75",
    threads: 4,
    evictions: 5,
  });
  assert.deepEqual(windowOf(before, after), {
    counters: { get_hits: 15, get_misses: 0 },
    cpuMs: 750,
    threads: 4,
    wasReset: false,
  });
});

test("a counter that falls was reset", () => {
  assert.equal(windowOf(reading({ get_hits: 10 }), reading({ get_hits: 9 })).wasReset, true);
});

test("what the server does not tell is not known", () => {
  const window = windowOf(reading({ version: "1" }), reading({ get_hits: "x" }));
  assert.deepEqual(window, { counters: {}, cpuMs: undefined, threads: undefined, wasReset: false });
});
