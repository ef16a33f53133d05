/** The whole text. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PROMETHEUS_SUBCOMMANDS, prometheusText } from "../../../../src/stats/prometheus/prometheus-text.ts";
import { readExposition, readWithPackage, seriesLines } from "../../../support/exposition.ts";
import { SMALL_SERVER, viewsOf } from "../../../support/memcached-stats.ts";

describe("prometheusText", () => {
  it("is read alike by a strict reader and by a parser that is not ours", () => {
    const hostile = viewsOf({ "": 'version 1"\\x{},\nuptime 1' });
    const text = prometheusText([
      { address: "a:11211", up: true, views: SMALL_SERVER },
      { address: 'b"\n\\:11211', up: true, views: hostile },
      { address: "c:11211", up: false },
    ]);
    const strict = seriesLines(readExposition(text));
    assert.ok(strict.length > 30);
    assert.deepEqual(strict, seriesLines(readWithPackage(text)));
  });
  it("asks for everything the metrics are made of", () => {
    assert.deepEqual([...PROMETHEUS_SUBCOMMANDS].sort(), [...SMALL_SERVER.keys()].sort());
  });
});
