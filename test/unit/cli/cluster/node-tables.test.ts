import assert from "node:assert/strict";
import { test } from "node:test";
import { nodesJson, nodeTable, nodeTablesForPeople } from "../../../../src/cli/cluster/node-tables.ts";
import { resultText } from "../../../../src/cli/output/result-text.ts";
import { reportNode } from "../../../../src/cluster/inspection/node-report.ts";
import { settingDifferences } from "../../../../src/cluster/inspection/setting-differences.ts";
import { ASKED_UNIX_MS, deadNode, testNode } from "../../../support/pool-nodes.ts";

const STATES = [
  testNode({ settings: { maxbytes: 1 }, stats: { get_hits: 1, get_misses: 1, evictions: 3 } }),
  deadNode("b:11211"),
  testNode({
    address: "c:11211",
    settings: { maxbytes: 2 },
    stats: { time: ASKED_UNIX_MS / 1000 - 60, version: "1.5" },
  }),
];
const REPORT = {
  nodes: STATES.map(reportNode),
  settings: settingDifferences(STATES.flatMap((state) => (state.up ? [state.settings] : []))),
};

test("programs get a row a node, as wide as the columns", async () => {
  const table = nodeTable(REPORT);
  assert.deepEqual(
    table.rows.map((row) => row.length),
    [table.columns.length, 2, table.columns.length],
  );
  const lines = (await resultText("tsv", table, { color: false, width: 80 })).trimEnd().split("\n");
  assert.equal(lines[1], "a:11211\tup\t1.6.45\t100\t5\t-\t-\t0.5\t3\t-\t-1.001\t3\t0.001");
  assert.match(lines[2] ?? "", /^b:11211\tdead(\t-)+$/);
});

test("people see who is dead, whose clock is wrong, and which settings differ, in 80 columns", async () => {
  const texts = await Promise.all(
    nodeTablesForPeople(REPORT).map((table) => resultText("table", table, { color: false, width: 80 })),
  );
  const [nodes = "", settings = ""] = texts;
  assert.ok(nodes.split("\n").every((line) => line.length <= 80));
  assert.match(nodes, /b:11211 │ dead/);
  assert.match(nodes, /Versions differ: 1\.6\.45 \(1\), 1\.5 \(1\)\./);
  assert.match(nodes, /Clocks that are not ours: c:11211 -59 s ±2.1 s\./);
  assert.match(settings, /│ maxbytes │ 1 {7}│ 2 {7}│/);
});

test("JSON", () => {
  const json = JSON.parse(
    JSON.stringify(nodesJson(REPORT), (_, value) => (typeof value === "bigint" ? Number(value) : value)),
  );
  assert.deepEqual(json.settings, { different: { maxbytes: { "a:11211": "1", "c:11211": "2" } }, partial: [] });
  assert.deepEqual(json.versions, { "1.6.45": 1, "1.5": 1 });
  assert.deepEqual(json.nodes[1], {
    node: "b:11211",
    state: "dead",
    error: { code: "CONNECT", message: "could not connect to b:11211" },
  });
  assert.equal(json.nodes[2].clock_skew_max_s, -57);
});
