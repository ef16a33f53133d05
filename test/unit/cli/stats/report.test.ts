/** Readings in each format. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { slabsView } from "../../../../src/cli/stats/numbered-views.ts";
import { ROUND_FORMATS, statsReport } from "../../../../src/cli/stats/report.ts";
import { summaryView } from "../../../../src/cli/stats/summary-view.ts";
import { PROMETHEUS_SUBCOMMANDS } from "../../../../src/stats/prometheus/prometheus-text.ts";
import { answerOf, deadReading, roundOf } from "../../../support/readings.ts";
import { createTestContext } from "../../../support/test-context.ts";

const ONE = roundOf([answerOf("a:1", { "": { version: "1.6.45", get_hits: 1, get_misses: 1 } })]);
const { context } = createTestContext();

describe("statsReport", () => {
  it("is lines in a pipe and a table on a terminal", async () => {
    assert.match(await statsReport(summaryView, ONE, undefined, "tsv", context), /^name\ta:1\nstatus\tup\n/);
    const terminal = createTestContext({ isTerminal: true }).context;
    const text = await statsReport(summaryView, ONE, undefined, "table", terminal);
    assert.match(text, /│ hit ratio since start +│ +50 % │/);
    assert.ok(!text.includes("\x1b"));
  });
  it("colours only where the context says so", async () => {
    const terminal = createTestContext({ isTerminal: true, color: true }).context;
    assert.ok((await statsReport(summaryView, ONE, undefined, "table", terminal)).includes("\x1b["));
  });
  it("titles blocks of several servers", async () => {
    const terminal = createTestContext({ isTerminal: true }).context;
    const round = roundOf([answerOf("a:1", { slabs: { "1:chunk_size": "96" } }), answerOf("b:1", { slabs: {} })]);
    assert.match(
      await statsReport(slabsView, round, undefined, "table", terminal),
      /^a:1\n┌[\s\S]+\n\nb:1\nno items stored yet\n$/,
    );
  });
  it("gives raw lines, escaped, with the address when there are several", async () => {
    const odd = answerOf("a:1", { "": { "x\x1b": "1\r2" } });
    assert.equal(await statsReport(summaryView, roundOf([odd]), undefined, "raw", context), "STAT x\\e 1\\r2\n");
    assert.equal(
      await statsReport(summaryView, roundOf([odd, deadReading("b:1")]), undefined, "raw", context),
      "a:1 STAT x\\e 1\\r2\n",
    );
  });
  it("gives Prometheus what the exporter gives, in its order of questions", async () => {
    const text = await statsReport(
      summaryView,
      roundOf([...ONE.servers, deadReading("b:1")]),
      undefined,
      "prometheus",
      context,
    );
    assert.match(text, /^memcached_up\{server="a:1"\} 1$/m);
    assert.match(text, /^memcached_up\{server="b:1"\} 0$/m);
    assert.deepEqual(ROUND_FORMATS.prometheus.subcommands, PROMETHEUS_SUBCOMMANDS);
  });
  it("gives one JSON document with the failures in it", async () => {
    const document = JSON.parse(
      await statsReport(summaryView, roundOf([...ONE.servers, deadReading("b:1")]), undefined, "json", context),
    );
    assert.deepEqual(Object.keys(document), ["schema", "view", "time", "window_seconds", "servers", "total"]);
    assert.equal(document.time, "2026-01-01T00:00:00.000Z");
    assert.deepEqual(document.servers[1], {
      address: "b:1",
      up: false,
      error: { code: "CONNECT", message: "no b:1", hint: "start it" },
    });
    assert.equal("total" in JSON.parse(await statsReport(slabsView, ONE, undefined, "json", context)), false);
  });
});
