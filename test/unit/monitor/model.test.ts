/** The model: metrics by moment, outages, totals, bounded answers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MonitorModel } from "../../../src/monitor/model.ts";
import { ROUND_START_MS, testAnswer, testRound, testSilence } from "../../support/rounds.ts";

const at = (second: number): number => ROUND_START_MS + second * 1000;
const gets = (second: number, count: number, address?: string) =>
  testAnswer({ second, stats: { cmd_get: count }, ...(address === undefined ? {} : { address }) });

describe("MonitorModel", () => {
  it("knows nothing before the first round, and every server by name", () => {
    const model = new MonitorModel(["a:11211", "b:11211"]);
    assert.equal(model.at(), undefined);
    assert.deepEqual(model.names, ["a:11211", "b:11211"]);
  });
  it("how things were at any moment", () => {
    const model = new MonitorModel(["a:11211"]);
    for (const [second, count] of [
      [0, 0],
      [1, 100],
      [2, 300],
    ] as const) {
      model.add(testRound(second, gets(second, count)));
    }
    assert.equal(model.at()?.servers[0]?.metrics.gets, 200);
    assert.equal(model.at()?.isLatest, true);
    const past = model.at(at(1.5));
    assert.equal(past?.atUnixMs, at(1));
    assert.equal(past?.isLatest, false);
    assert.equal(past?.servers[0]?.metrics.gets, 100);
    assert.equal(past?.total.gets, 100);
    assert.equal(past?.servers[0]?.pair?.answer.atMs, 1000);
    assert.equal(past?.servers[0]?.pair?.earlier?.atMs, 0);
    assert.equal(model.at(at(-1)), undefined);
    assert.equal(model.series("a:11211").count, 3);
  });
  it("a server that dies is down since then and why; when it is back, rates begin anew", () => {
    const model = new MonitorModel(["a:11211"]);
    model.add(testRound(0, gets(0, 5)));
    model.add(testRound(1, gets(1, 10)));
    model.add(testRound(2, testSilence()));
    model.add(testRound(3, testSilence("a:11211", "timed out")));
    const down = model.at()?.servers[0];
    assert.equal(down?.outage?.sinceMs, at(2));
    assert.equal(down?.outage?.error.message, "timed out");
    assert.equal(down?.metrics.up, 0);
    model.add(testRound(4, testAnswer({ second: 4, stats: { cmd_get: 3, pid: 8, uptime: 1 } })));
    const back = model.at()?.servers[0];
    assert.equal(back?.outage, undefined);
    assert.ok(Number.isNaN(back?.metrics.gets));
    model.add(testRound(5, testAnswer({ second: 5, stats: { cmd_get: 13, pid: 8, uptime: 2 } })));
    assert.equal(model.at()?.servers[0]?.metrics.gets, 10);
    assert.equal(model.at(at(3))?.servers[0]?.outage?.untilMs, at(4), "the past stays as it was");
  });
  it("a server that left is in the past only, and one that came is not in it; when it is back, rates begin anew", () => {
    const model = new MonitorModel(["a:11211", "b:11211"]);
    const namesAt = (second: number): string[] => (model.at(at(second))?.servers ?? []).map(({ name }) => name);
    model.add(testRound(0, gets(0, 0), gets(0, 0, "b:11211")));
    model.add(testRound(1, gets(1, 10), gets(1, 10, "b:11211")));
    model.add(testRound(2, gets(2, 20), gets(2, 0, "c:11211")));
    model.add(testRound(3, gets(3, 30), gets(3, 5, "c:11211")));
    assert.deepEqual(namesAt(1), ["a:11211", "b:11211"]);
    assert.deepEqual(namesAt(2), ["a:11211", "c:11211"]);
    assert.deepEqual(namesAt(3), ["a:11211", "c:11211"]);
    model.add(testRound(4, gets(4, 40), gets(4, 900, "b:11211")));
    assert.deepEqual(namesAt(4), ["a:11211", "b:11211"]);
    assert.ok(Number.isNaN(model.at()?.servers[1]?.metrics.gets), "nobody looked at it for a while");
    model.add(testRound(5, gets(5, 50), gets(5, 907, "b:11211")));
    assert.equal(model.at()?.servers[1]?.metrics.gets, 7);
    assert.deepEqual(namesAt(2), ["a:11211", "c:11211"], "the past stays as it was");
  });
  it("forgets servers that left long ago, when there are many", () => {
    const model = new MonitorModel(["a:11211"]);
    model.add(testRound(0, gets(0, 0)));
    for (let second = 1; second <= 300; second++) {
      model.add(testRound(second, gets(second, 0), gets(second, 0, `pod-${second}:11211`)));
    }
    assert.equal(model.names.length, 102, "a, the last pod, and a hundred before it");
    assert.deepEqual(
      model.at()?.servers.map(({ name }) => name),
      ["a:11211", "pod-300:11211"],
    );
  });
  it("the total is of those that are up", () => {
    const model = new MonitorModel(["a:11211", "b:11211"]);
    model.add(testRound(0, gets(0, 0), gets(0, 0, "b:11211")));
    model.add(testRound(1, gets(1, 10), gets(1, 20, "b:11211")));
    assert.equal(model.at()?.total.gets, 30);
    model.add(testRound(2, gets(2, 20), testSilence("b:11211")));
    assert.equal(model.at()?.total.gets, 10);
    assert.equal(model.at()?.total.up, 1);
  });
  it("the probe's times are of the last minute", () => {
    const model = new MonitorModel(["a:11211"]);
    model.add(testRound(0, testAnswer({ probesUs: [900] })));
    model.add(testRound(30, testAnswer({ second: 30, probesUs: [100, 200] })));
    assert.equal(model.at()?.servers[0]?.metrics.p99Us, 900);
    model.add(testRound(61, testAnswer({ second: 61, probesUs: [150] })));
    assert.equal(model.at()?.servers[0]?.metrics.p99Us, 200);
    assert.equal(model.at()?.total.p50Us, 150);
  });
  it("answers are kept up to a bound, the last two always", () => {
    const model = new MonitorModel(["a:11211"], 12);
    for (let second = 0; second < 20; second++) {
      model.add(testRound(second, gets(second, second)));
    }
    assert.equal(model.at(at(16))?.servers[0]?.pair?.answer.atMs, undefined);
    assert.equal(model.at(at(17))?.servers[0]?.pair?.answer.atMs, 17_000);
    const tiny = new MonitorModel(["a:11211"], 1);
    for (let second = 0; second < 5; second++) {
      tiny.add(testRound(second, gets(second, second)));
    }
    assert.equal(tiny.at()?.servers[0]?.pair?.earlier?.atMs, 3000);
  });
  it("a clock that is set back does not turn time round", () => {
    const model = new MonitorModel([]);
    model.add(testRound(5, gets(5, 0)));
    model.add(testRound(4, gets(6, 10)));
    assert.equal(model.lastMs, at(5));
    assert.deepEqual(model.names, ["a:11211"]);
  });
});
