/** me tells about an item and does not touch it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";

test("shows expiry, age, cas, fetched, class and accounted size", () => {
  const harness = new EngineHarness();
  harness.run("set a 0 100 5\r\nhello\r\n");
  harness.advance(10);
  assert.equal(harness.run("me a\r\n"), "ME a exp=90 la=10 cas=2 fetch=no cls=1 size=65\r\n");
  harness.run("get a\r\n");
  assert.equal(harness.run("me a\r\n"), "ME a exp=90 la=10 cas=2 fetch=yes cls=1 size=65\r\n");
  assert.equal(harness.run("me none\r\n"), "EN\r\n");
});
