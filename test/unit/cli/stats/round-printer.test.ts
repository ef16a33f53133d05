/** Rounds that follow each other. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OutputFormat } from "../../../../src/cli/output/result-format.ts";
import { itemsView } from "../../../../src/cli/stats/numbered-views.ts";
import { roundChanges, viewContent } from "../../../../src/cli/stats/round-content.ts";
import { RoundPrinter } from "../../../../src/cli/stats/round-printer.ts";
import { summaryView } from "../../../../src/cli/stats/summary-view.ts";
import { answerOf, deadReading, roundOf } from "../../../support/readings.ts";
import { createTestContext } from "../../../support/test-context.ts";

const FIRST = roundOf([answerOf("a:1", { "": { pid: 1, cmd_get: 1 }, items: { "items:1:number": 1 } }, 0)]);
const SECOND = roundOf([answerOf("a:1", { "": { pid: 1, cmd_get: 5 }, items: { "items:1:number": 2 } }, 1000)], 1000);
const THIRD = roundOf([answerOf("a:1", { items: { "items:1:number": 3, "items:1:evicted": 1 } }, 2000)], 2000);

async function printed(format: OutputFormat, print: (printer: RoundPrinter) => Promise<void>): Promise<string> {
  const { context, stdoutText } = createTestContext();
  await print(new RoundPrinter(format, context));
  return stdoutText();
}

describe("RoundPrinter", () => {
  it("writes a line a round and server, with its time, under one header", async () => {
    const text = await printed("csv", async (printer) => {
      await printer.print(viewContent(summaryView, FIRST, undefined), FIRST.atUnixMs);
      await printer.print(viewContent(summaryView, SECOND, FIRST), SECOND.atUnixMs);
    });
    const lines = text.trimEnd().split("\n");
    assert.match(lines[0] ?? "", /^time,server,status,/);
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(",").slice(0, 3)),
      [
        ["2026-01-01T00:00:00.000Z", "a:1", "up"],
        ["2026-01-01T00:00:01.000Z", "a:1", "up"],
      ],
    );
    assert.equal(new Set(lines.map((line) => line.split(",").length)).size, 1);
  });
  it("writes a new header when there are new columns", async () => {
    const text = await printed("tsv", async (printer) => {
      for (const round of [FIRST, SECOND, THIRD]) {
        await printer.print(viewContent(itemsView, round, undefined), round.atUnixMs);
      }
    });
    assert.deepEqual(
      text.split("\n").filter((line) => line.startsWith("time")),
      ["time\tserver\tclass\tnumber", "time\tserver\tclass\tnumber\tevicted"],
    );
  });
  it("writes a document a line", async () => {
    const text = await printed("json", async (printer) => {
      await printer.print(roundChanges(FIRST, SECOND), SECOND.atUnixMs);
      await printer.print(viewContent(summaryView, SECOND, FIRST), SECOND.atUnixMs);
    });
    const [changes, summary] = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual([changes.time, changes.servers[0].changes[0].per_second], ["2026-01-01T00:00:01.000Z", 4]);
    assert.equal(summary.window_seconds, 1);
  });
  it("heads what people read with its time", async () => {
    const text = await printed("markdown", async (printer) => {
      await printer.print(viewContent(itemsView, FIRST, undefined), FIRST.atUnixMs);
    });
    assert.match(text, /^## 2026-01-01T00:00:00\.000Z\n\n\| class \| items \|\n/);
  });
  it("says so when nobody answered, where a view would show nothing", async () => {
    const text = await printed("table", async (printer) => {
      await printer.print(viewContent(itemsView, roundOf([deadReading("a:1")]), undefined), 0);
    });
    assert.equal(text, "1970-01-01T00:00:00.000Z\nno server answered\n");
  });
});
