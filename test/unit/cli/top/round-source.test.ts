/** A wait that can be cut short. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { Pause } from "../../../../src/cli/top/round-source.ts";

it("ends by itself, or when it is told to", async () => {
  const pause = new Pause();
  pause.end();
  await pause.wait(1);
  const long = pause.wait(2 ** 30);
  pause.end();
  await long;
  assert.ok(true, "neither waited for ever");
});
