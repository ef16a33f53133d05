/** The version comes from package.json. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memtoolVersion } from "../../../src/cli/version.ts";

describe("memtoolVersion", () => {
  it("is a version", () => {
    assert.match(memtoolVersion(), /^\d+\.\d+\.\d+/);
  });
});
