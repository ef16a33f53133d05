/** Waiting that can be ended early. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { it } from "node:test";
import { sleep } from "../../../src/base/sleep.ts";

it("ends with its time, or with the signal, also one that was given before", async () => {
  await sleep(1);
  const abort = new AbortController();
  const waiting = sleep(1e9, abort.signal);
  abort.abort();
  await waiting;
  await sleep(1e9, abort.signal);
});

it("leaves nothing at a signal that outlives it", async () => {
  const { signal } = new AbortController();
  for (let turn = 0; turn < 3; turn++) {
    await sleep(0, signal);
  }
  assert.equal(getEventListeners(signal, "abort").length, 0);
});
