/** Servers that did not answer. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { exitCodeFor, explained, reportSilent, silentOf } from "../../../../src/cli/stats/server-failures.ts";
import { answerOf, deadReading } from "../../../support/readings.ts";
import { createTestContext } from "../../../support/test-context.ts";

describe("explained", () => {
  const gone = (address: string) => ({
    address,
    up: false as const,
    error: new MemtoolError("CONNECT", "could not connect", { hint: "check the spelling of the host name" }),
  });
  it("sees a misspelt view in a server that cannot be reached", () => {
    assert.match(explained(gone("setings:11211"), ["a:1", "setings"]).hint ?? "", /did you mean the view settings\?/);
  });
  it("leaves other hints alone", () => {
    assert.match(explained(gone("cache1:11211"), ["cache1"]).hint ?? "", /spelling/);
    assert.match(explained(gone("slab:11212"), ["slab:11212"]).hint ?? "", /spelling/);
  });
});

describe("the failures of a round", () => {
  const refused = { address: "c:1", up: false as const, error: new MemtoolError("REFUSED", "no") };
  it("are told each on stderr", () => {
    const { context, stderrText } = createTestContext();
    reportSilent(silentOf([answerOf("a:1", {}), deadReading("b:1")]), [], context);
    assert.equal(stderrText(), "memtool stats: no b:1\n  start it\n");
  });
  it("lead to the worst exit code", () => {
    assert.deepEqual([exitCodeFor([]), exitCodeFor([refused]), exitCodeFor([refused, deadReading("b:1")])], [0, 4, 3]);
  });
});
