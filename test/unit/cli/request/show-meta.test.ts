/** Replies of the meta commands. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { metaExitCode, metaWord, showMeta } from "../../../../src/cli/request/show-meta.ts";
import { META_COMMANDS } from "../../../../src/protocol/commands-meta.ts";
import type { Reply } from "../../../../src/protocol/reply.ts";

const HIT: Reply = { kind: "meta", code: "VA", flags: ["t59", "f0"], value: Buffer.from([0x61, 0x1b]) };
const MISS: Reply = { kind: "meta", code: "EN", flags: [], value: undefined };
const SILENCE: Reply = { kind: "none" };

describe("showMeta", () => {
  it("writes a line and the value below, for a pipe", () => {
    assert.equal(showMeta(HIT, "plain", undefined), "VA 2 t59 f0\na\\e\n");
    assert.equal(showMeta(MISS, "plain", undefined), "EN\n");
  });
  it("gives the bytes, or JSON", () => {
    assert.deepEqual(showMeta(HIT, "bytes", undefined), Buffer.from([0x61, 0x1b]));
    assert.equal(showMeta(MISS, "bytes", undefined), "");
    assert.deepEqual(JSON.parse(String(showMeta(HIT, "json", undefined))), {
      code: "VA",
      flags: ["t59", "f0"],
      value: "a\x1b",
    });
  });
  it("explains to people", () => {
    const spec = META_COMMANDS.find(({ words }) => words[0] === "mg");
    const text = String(showMeta(HIT, "explained", spec));
    assert.match(text, /seconds left to live/);
    assert.ok(!text.includes("\x1b"));
  });
  it("has nothing to say about silence", () => {
    assert.equal(showMeta(SILENCE, "plain", undefined), "");
    assert.equal(JSON.parse(String(showMeta(SILENCE, "json", undefined))).code, null);
  });
});

describe("exit codes and words", () => {
  it("tell a miss and a refusal from success", () => {
    for (const code of ["EN", "NF", "NS", "EX"]) {
      const reply: Reply = { kind: "meta", code, flags: [], value: undefined };
      assert.equal(metaExitCode("ms", reply), 1);
      assert.equal(metaWord(reply), code);
    }
    assert.equal(metaExitCode("mg", HIT), 0);
    assert.equal(metaWord(HIT), undefined);
  });
  it("take silence for a miss of mg, else for success", () => {
    assert.deepEqual(
      ["mg", "ms", "md", "ma"].map((verb) => metaExitCode(verb, SILENCE)),
      [1, 0, 0, 0],
    );
    assert.equal(metaWord(SILENCE), undefined);
  });
});
