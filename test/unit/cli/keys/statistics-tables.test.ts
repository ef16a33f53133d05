/** cli/keys/statistics-tables.ts: rows for programs, tables for people, one document of everything. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  peopleTables,
  prefixRows,
  type StatisticsReport,
  statisticsJson,
} from "../../../../src/cli/keys/statistics-tables.ts";
import { resultText } from "../../../../src/cli/output/result-text.ts";
import { KeyStatistics } from "../../../../src/keys/key-statistics.ts";
import { keyEntry } from "../../../support/key-entries.ts";

function reportOf(keys: readonly string[], topMax = 1): StatisticsReport {
  const statistics = new KeyStatistics({ delimiter: ":", depth: 1, prefixesMax: 100, biggestMax: 1 });
  keys.forEach((key, index) => {
    statistics.add(
      keyEntry(key, { sizeBytes: 100 * (keys.length - index), exptime: index === 0 ? 1060 : -1 }),
      "a:1",
      1000,
    );
  });
  const servers = [{ address: "a:1", keys: keys.length, complete: true }];
  return { statistics, prefixes: statistics.rankPrefixes("bytes", topMax), delimiter: ":", servers, nowS: 1000 };
}

test("rows tell prefixes, keys without one, others and the total apart", () => {
  const { columns, rows } = prefixRows(reportOf(["(others)", "a:1", "b:1"], 2));
  assert.deepEqual(
    columns.slice(0, 4).map(({ name }) => name),
    ["row", "prefix", "keys", "bytes"],
  );
  assert.deepEqual(
    rows.map((row) => row.slice(0, 4).map((value) => (value instanceof Uint8Array ? value.toString() : value))),
    [
      ["none", undefined, 1, 300],
      ["prefix", "a:", 1, 200],
      ["others", undefined, 1, 100],
      ["total", undefined, 3, 600],
    ],
  );
});

test("people see how times are spread, prefixes and the biggest", () => {
  const [spread, prefixes, biggest] = peopleTables(reportOf(["a:1", "a:2", "b:1"]), 80);
  assert.equal(spread?.title, "3 keys, 600 B, on a:1");
  assert.deepEqual(spread?.rows[0], ["expire in", "66.7 %", "", "33.3 %", "", "", ""]);
  assert.match(
    spread?.note ?? "",
    /^Sizes: mean 200 B, largest 300 B\.\nPercentiles of sizes: p50 200 B, .*\n66.7 % never expire; the others live 1m on average/,
  );
  assert.deepEqual(prefixes?.rows[0]?.slice(0, 4), [
    Buffer.from("a:"),
    { value: "2", kind: "text" },
    { value: "500 B", kind: "text" },
    { value: "83 %", kind: "text" },
  ]);
  assert.equal(prefixes?.note, "1 of 2 prefixes.");
  assert.deepEqual(biggest?.rows, [[Buffer.from("a:1"), 300, 60, "no"]]);
});

test("80 columns have room for every number of a prefix; where there is more room there is the mean size too", async () => {
  const keys = Array.from({ length: 1200 }, (_, number) => `session-of-a-user:${number}`);
  for (const [width, hasMean] of [
    [80, false],
    [100, true],
  ] as const) {
    const table = peopleTables(reportOf(keys), width)[1];
    assert.ok(table !== undefined);
    assert.equal(
      table.columns.some(({ label }) => label === "mean"),
      hasMean,
    );
    const lines = (await resultText("table", table, { color: false, width })).split("\n");
    assert.ok(
      lines.every((line) => line.length <= width),
      lines.join("\n"),
    );
    assert.equal(lines.filter((line) => line.includes("session-of-a-user:")).length, 1);
  }
});

test("without keys there is a sentence", () => {
  const tables = peopleTables(reportOf([]), 80);
  assert.deepEqual([tables.length, tables[0]?.emptyText], [1, "there are no such keys"]);
});

test("the document has the sums, the classes of times, and the prefixes as objects", () => {
  const json = statisticsJson(reportOf(["a:1", "a:2"])) as Record<string, unknown>;
  assert.deepEqual([json["keys"], json["bytes"], json["no_expiry"], json["prefix_count"]], [2, 300, 1, 1]);
  assert.deepEqual(json["ttl"], { mean: 60, below: { 60: 0, 3600: 1, 86400: 0, 604800: 0, more: 0 } });
  const [prefix, total] = json["prefixes"] as Record<string, unknown>[];
  assert.deepEqual([prefix?.["prefix"], prefix?.["keys"], total?.["row"]], ["a:", 2, "total"]);
});
