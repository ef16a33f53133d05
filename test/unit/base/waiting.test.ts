/** Waits that a signal ends. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { it } from "node:test";
import { sleep, unlessAborted } from "../../../src/base/waiting.ts";

it("ends with its time, or with the signal, also one that was given before", async () => {
  await sleep(1);
  const abort = new AbortController();
  const waiting = sleep(1e9, abort.signal);
  abort.abort();
  await waiting;
  await sleep(1e9, abort.signal);
});

it("gives work up with the signal", async () => {
  const abort = new AbortController();
  const never = new Promise<never>(() => {});
  const waiting = unlessAborted(never, abort.signal);
  abort.abort();
  assert.equal(await waiting, undefined);
  assert.equal(await unlessAborted(never, abort.signal), undefined);
});

it("leaves nothing at a signal that outlives it", async () => {
  const { signal } = new AbortController();
  for (let turn = 0; turn < 3; turn++) {
    await sleep(0, signal);
    assert.equal(await unlessAborted(Promise.resolve(turn), signal), turn);
    await assert.rejects(unlessAborted(Promise.reject(new Error("no")), signal), /no/);
  }
  assert.equal(getEventListeners(signal, "abort").length, 0);
});
