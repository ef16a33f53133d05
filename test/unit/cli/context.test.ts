/** When output may be coloured. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { wantsColor } from "../../../src/cli/context.ts";

describe("wantsColor", () => {
  it("is a terminal that nobody told otherwise", () => {
    assert.equal(wantsColor({ TERM: "xterm" }, true, false), true);
    assert.equal(wantsColor({ TERM: "xterm" }, false, false), false);
    assert.equal(wantsColor({ TERM: "dumb" }, true, false), false);
  });
  it("obeys --no-color, then NO_COLOR, then FORCE_COLOR", () => {
    assert.equal(wantsColor({ FORCE_COLOR: "1" }, true, true), false);
    assert.equal(wantsColor({ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false), false);
    assert.equal(wantsColor({ NO_COLOR: "" }, true, false), true);
    assert.equal(wantsColor({ FORCE_COLOR: "1" }, false, false), true);
    assert.equal(wantsColor({ FORCE_COLOR: "0" }, true, false), false);
  });
});
