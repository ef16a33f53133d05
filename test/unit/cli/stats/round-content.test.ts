/** What rounds are shown as. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OUTPUT_FORMATS } from "../../../../src/cli/output/result-format.ts";
import { changesOfRounds, contentText, roundChanges, viewContent } from "../../../../src/cli/stats/round-content.ts";
import { summaryView } from "../../../../src/cli/stats/summary-view.ts";
import { answerOf, deadReading, roundOf } from "../../../support/readings.ts";

const FIRST = roundOf([answerOf("a:1", { "": { pid: 1, cmd_get: 1 } }, 0)]);
const SECOND = roundOf([answerOf("a:1", { "": { pid: 1, cmd_get: 5 } }, 1000)], 1000);

describe("changesOfRounds", () => {
  it("needs a server that answered both times", () => {
    const dead = roundOf([deadReading("a:1")]);
    assert.deepEqual([changesOfRounds(dead, SECOND), changesOfRounds(FIRST, dead)], [[], []]);
    assert.equal(changesOfRounds(FIRST, SECOND)[0]?.seconds, 1);
  });
});

describe("contentText", () => {
  it("writes changes and views in every format", async () => {
    for (const format of OUTPUT_FORMATS) {
      const changes = await contentText(roundChanges(FIRST, SECOND), format, { color: false, width: 80 });
      assert.match(changes, /cmd\\?_get/, format);
      const view = await contentText(viewContent(summaryView, SECOND, FIRST), format, { color: false, width: 80 });
      assert.match(view, format === "table" || format === "markdown" ? /over the last 1 s/ : /window_get_hits/, format);
    }
  });
});
