import assert from "node:assert/strict";
import { test } from "node:test";
import {
  examplesTable,
  type MisplacedReport,
  misplacedJson,
  misplacedTable,
} from "../../../../src/cli/cluster/misplaced-tables.ts";
import { resultText } from "../../../../src/cli/output/result-text.ts";

const CENSUS = { seen: 10, seenBytes: 1000, misplaced: 4, misplacedBytes: 300, owned: [6, 4] };
const MOVED = { kind: "moved", counts: { moved: 3, superseded: 1, gone: 0, changed: 0, failed: 0 } } as const;

function reportWith(outcome: MisplacedReport["nodes"][number]["outcome"]): MisplacedReport {
  return {
    client: "dalli",
    nodes: ["a:11211", "b:11211"].map((name) => ({ name, census: CENSUS, complete: true, outcome })),
    examples: [{ key: Buffer.from("k\x1b"), node: "a:11211", owner: "b:11211", bytes: 70 }],
  };
}

test("people get a total; programs rows only", async () => {
  const people = await resultText("markdown", misplacedTable(reportWith(undefined), true), { color: false, width: 80 });
  assert.match(people, /\| total \| 20 \| 8 \| 40 % \| 600 B \|/);
  const rows = await resultText("tsv", misplacedTable(reportWith(undefined), false), { color: false, width: 80 });
  assert.equal(rows.trimEnd().split("\n").length, 3);
});

test("what became of them fits into 80 columns", async () => {
  const text = await resultText("table", misplacedTable(reportWith(MOVED), true), { color: false, width: 80 });
  assert.equal(text.match(/a:11211/g)?.length, 1, "one table");
  assert.match(text, /│ total +│ +20 │ +8 │ +6 │ +2 │ +0 │ +0 │ +0 │/);
  assert.match(
    await resultText("csv", misplacedTable(reportWith(MOVED), false), { color: false, width: 80 }),
    /^a:11211,10,4,0.4,300,3,1,0,0,0$/m,
  );
});

test("keys are shown escaped, and whole in JSON", async () => {
  const text = await resultText("table", examplesTable(reportWith(undefined)), { color: false, width: 80 });
  assert.ok(text.includes("k\\e") && !text.includes("\x1b"));
  const json = misplacedJson(reportWith(MOVED)) as { nodes: { owners: unknown; moved: number }[]; total: unknown };
  assert.deepEqual(json.nodes[0]?.owners, { "a:11211": 6, "b:11211": 4 });
  assert.equal(json.nodes[1]?.moved, 3);
  assert.deepEqual(json.total, { keys: 20, misplaced: 8, misplaced_ratio: 0.4, misplaced_bytes: 600 });
});

test("a node that told nothing is not an empty one", async () => {
  const none = { seen: 0, seenBytes: 0, misplaced: 0, misplacedBytes: 0, owned: [0, 0] };
  const nodes = [true, false].map((complete) => ({ name: `${complete}`, census: none, complete, outcome: undefined }));
  const report = { client: "dalli", nodes, examples: [] };
  const rows = await resultText("tsv", misplacedTable(report, false), { color: false, width: 80 });
  assert.deepEqual(rows.trimEnd().split("\n").slice(1), ["true\t0\t0\t-\t0", "false\t-\t-\t-\t-"]);
  const json = misplacedJson(report) as { nodes: { keys: number | null }[] };
  assert.deepEqual(
    json.nodes.map(({ keys }) => keys),
    [0, null],
  );
});
