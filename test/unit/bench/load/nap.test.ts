/** nap: it sleeps at least as long as asked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { nap } from "../../../../src/bench/load/nap.ts";

test("a nap lasts at least as long as asked, below a millisecond too", () => {
  for (const ms of [0.1, 0.5, 3]) {
    const startedMs = performance.now();
    nap(ms);
    assert.ok(performance.now() - startedMs >= ms * 0.95, `${ms}`);
  }
});
