/** Lines of the meta commands. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { metaLine } from "../../../../src/cli/request/meta-line.ts";

describe("metaLine", () => {
  it("sends flags as they are written", () => {
    assert.equal(metaLine("mg", "k", ["v", "t", "Oabc"]).line, "mg k v t Oabc");
    assert.equal(metaLine("ms", "k", ["T60"], 5).line, "ms k 5 T60");
    assert.equal(metaLine("md", "schlüssel", []).line, "md schlüssel");
  });
  it("turns a key into base64 where text cannot carry it", () => {
    assert.equal(metaLine("mg", "two words", ["v"]).line, "mg dHdvIHdvcmRz b v");
    assert.equal(metaLine("ms", "a\nb", [], 1).line, "ms YQpi 1 b");
    assert.equal(metaLine("me", "two words", []).line, "me dHdvIHdvcmRz b x");
  });
  it("leaves a key alone that comes with b, and places it by its bytes", () => {
    const { line, key } = metaLine("mg", "/wA=", ["v", "b"]);
    assert.equal(line, "mg /wA= b v");
    assert.deepEqual([...key], [0xff, 0]);
    assert.deepEqual(Buffer.from(metaLine("mg", "ä", []).key), Buffer.from("ä"));
  });
  it("refuses what no server would read", () => {
    assert.throws(() => metaLine("mg", "k", ["v v"]), /not a meta flag/);
    assert.throws(() => metaLine("mg", "k", ["v", "v"]), /twice/);
    assert.throws(() => metaLine("mg", "k", ["b", "b"]), /the meta flag b/);
    assert.throws(() => metaLine("mg", "k", ["-v"]), /not a meta flag/);
    assert.throws(() => metaLine("mg", "k".repeat(251), []), /251 bytes/);
  });
});
