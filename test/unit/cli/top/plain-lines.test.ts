/** Lines of `top`: columns under their heads, a dead server with its reason, nothing that could move a cursor. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { plainHead, plainLines } from "../../../../src/cli/top/plain-lines.ts";
import { MonitorModel } from "../../../../src/monitor/model.ts";
import { testRound, testSilence } from "../../../support/rounds.ts";
import { threeServers } from "../../../support/top-data.ts";

const MOMENT = threeServers().at() ?? assert.fail("no round");

it("one line a server, exact numbers under their heads", () => {
  const [b = "", a = "", c = "", ...others] = plainLines(MOMENT, 8);
  assert.deepEqual(others, []);
  const heads = plainHead(8).split(/ +/);
  assert.deepEqual(heads.slice(0, 4), ["time", "server", "hit%", "ever%"]);
  assert.deepEqual(b.split(/ +/), [
    ...["2026-01-01T00:00:10Z", "b:11211", "90.0", "90.0", "2000", "50"],
    ...["100", "200", "50.0", "12345", "2", "10", "2048", "4096"],
  ]);
  assert.equal(b.split(/ +/).length, heads.length);
  assert.equal(a.length, plainHead(8).length);
  assert.match(c, /^2026-01-01T00:00:10Z c:11211 {2}down: connection refused$/);
});

it("what is not known is a dash; what is hostile is escaped", () => {
  const model = new MonitorModel([]);
  model.add(testRound(0, testSilence("x:1", "said \x1b[2J")));
  assert.match(plainLines(model.at() ?? assert.fail(), 3)[0] ?? "", /x:1 down: said \\e\[2J$/);
  const first = threeServers(0).at() ?? assert.fail();
  assert.match(plainLines(first, 8)[0] ?? "", /b:11211 {6}- {5}- {7}- {7}- /);
});

it("a narrow terminal gets the columns that matter most", () => {
  assert.deepEqual(plainHead(8, 80).split(/ +/).slice(2), ["hit%", "gets/s", "sets/s", "p99us", "mem%", "evict/s"]);
  const [b = ""] = plainLines(MOMENT, 8, 80);
  assert.deepEqual(b.split(/ +/).slice(2), ["90.0", "2000", "50", "200", "50.0", "2"]);
  assert.equal(b.length, plainHead(8, 80).length);
  assert.ok(b.length <= 80);
  assert.equal(plainHead(8, 132), plainHead(8));
  assert.deepEqual(plainHead(8, 10).trim().split(/ +/), ["time", "server"]);
});
