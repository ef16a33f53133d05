/** cli/cluster/print-nodes.ts: a document for JSON, rows for everything else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { printNodes } from "../../../../src/cli/cluster/print-nodes.ts";
import type { OutputFormat } from "../../../../src/cli/output/result-format.ts";
import { createTestContext } from "../../../support/test-context.ts";

const TABLE = {
  columns: [
    { name: "node", label: "node", kind: "text" },
    { name: "share_ratio", label: "share", kind: "ratio" },
    { name: "parts", label: "points", kind: "count" },
  ],
  rows: [["a:1", 1 / 3, undefined]],
} as const;

async function printed(format: OutputFormat): Promise<string> {
  const { context, stdoutText } = createTestContext();
  await printNodes(format, TABLE, { client: "dalli" }, context, ["total", 1, 5]);
  return stdoutText();
}

test("JSON has the facts, and no row of totals", async () => {
  assert.deepEqual(JSON.parse(await printed("json")), {
    client: "dalli",
    nodes: [{ node: "a:1", share_ratio: 0.333333, parts: null }],
  });
});

test("rows have the total last", async () => {
  assert.equal(await printed("tsv"), "node\tshare_ratio\tparts\na:1\t0.333333\t-\ntotal\t1\t5\n");
  assert.equal((await printed("jsonl")).trim().split("\n").length, 2);
});
