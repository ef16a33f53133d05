/** Outcomes in a word. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type OutcomeOptions, type OutcomeWord, tellOutcome } from "../../../../src/cli/request/outcome.ts";
import type { ServerOptionValues } from "../../../../src/cli/request/request-options.ts";
import { createTestContext } from "../../../support/test-context.ts";

function tell(name: string, word: OutcomeWord, options: Partial<OutcomeOptions> = {}): [number, string, string] {
  const { context, stdoutText, stderrText } = createTestContext();
  const frame = { name, options: {} as ServerOptionValues, context };
  const code = tellOutcome(frame, word, "k\x1b", { json: false, quiet: false, ...options }, { bytes: 5 });
  return [code, stdoutText(), stderrText()];
}

describe("tellOutcome", () => {
  it("writes success to stdout, anything else with its meaning to stderr", () => {
    assert.deepEqual(tell("set", "STORED"), [0, "STORED\n", ""]);
    assert.deepEqual(tell("add", "NOT_STORED"), [1, "", "memtool add: NOT_STORED k\\e (the key is there already)\n"]);
    assert.deepEqual(tell("append", "NOT_STORED"), [
      1,
      "",
      "memtool append: NOT_STORED k\\e (there is no such item)\n",
    ]);
    assert.deepEqual(tell("touch", "NOT_FOUND"), [1, "", "memtool touch: NOT_FOUND k\\e\n"]);
    assert.match(tell("cas", "EXISTS")[2], /EXISTS k\\e \(it has changed/);
  });
  it("says nothing when it is to be quiet", () => {
    assert.deepEqual(tell("set", "STORED", { quiet: true }), [0, "", ""]);
    assert.deepEqual(tell("add", "NOT_STORED", { quiet: true }), [1, "", ""]);
  });
  it("is a document under --json", () => {
    const [code, stdout] = tell("set", "STORED", { json: true });
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), { key: "k\x1b", result: "STORED", bytes: 5 });
  });
});
