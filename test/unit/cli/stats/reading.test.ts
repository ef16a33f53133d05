/** Who answered. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answered, blockTitle } from "../../../../src/cli/stats/reading.ts";
import { deadReading, readingOf } from "../../../support/readings.ts";

describe("answered", () => {
  it("leaves out who is down", () => {
    const up = readingOf("a:1", {});
    assert.deepEqual(answered([deadReading("b:1"), up]), [up]);
  });
});

describe("blockTitle", () => {
  it("names the server when there are several", () => {
    const up = readingOf("a:1", {});
    assert.equal(blockTitle(up, [up]), undefined);
    assert.equal(blockTitle(up, [up, deadReading("b:1")]), "a:1");
  });
});
