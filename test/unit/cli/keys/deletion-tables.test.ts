/** cli/keys/deletion-tables.ts: outcomes only where something was deleted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type DeletionReport,
  deletionJson,
  deletionTable,
  outcomeTable,
  sampleTable,
} from "../../../../src/cli/keys/deletion-tables.ts";
import { resultText } from "../../../../src/cli/output/result-text.ts";
import { keyEntry } from "../../../support/key-entries.ts";

const SERVER = { address: "a:1", seen: 10, chosen: 3, bytes: 300, complete: true };

const DRY: DeletionReport = {
  servers: [{ ...SERVER, counts: undefined }],
  sample: [keyEntry("k", { exptime: 160 }), keyEntry("\xff")],
  isDryRun: true,
  nowS: 100,
};

const DONE: DeletionReport = {
  ...DRY,
  servers: [{ ...SERVER, counts: { deleted: 1, gone: 1, changed: 1, failed: 0 } }],
  isDryRun: false,
};

test("a dry run has no outcomes", () => {
  assert.deepEqual(deletionTable(DRY).rows, [["a:1", 10, 3, 300]]);
  assert.equal(deletionTable(DRY).columns.length, 4);
  assert.deepEqual(deletionTable(DONE).rows, [["a:1", 10, 3, 300, 1, 1, 1, 0]]);
  assert.equal(deletionTable(DONE).columns.length, 8);
});

test("people see in 80 columns what became of the keys, and what kept means", async () => {
  const counts = { deleted: 100_000, gone: 123, changed: 123, failed: 123 };
  const servers = [{ ...SERVER, address: "192.168.100.101:11211", seen: 200_000, bytes: 1e9, counts }];
  const table = outcomeTable({ ...DONE, servers });
  const lines = (await resultText("table", table, { color: false, width: 80 })).split("\n");
  assert.ok(
    lines.every((line) => line.length <= 80),
    lines.join("\n"),
  );
  assert.equal(lines.filter((line) => line.includes("192.168.100.101")).length, 1);
  assert.match(table.note ?? "", /^Kept: /);
  assert.equal(outcomeTable({ ...DONE, servers: [{ ...SERVER, counts: undefined }] }).note, undefined);
});

test("the sample shows what they are", () => {
  assert.deepEqual(sampleTable(DRY).rows, [
    [Buffer.from("k"), 69, 60],
    [Buffer.from("\xff", "latin1"), 69, { value: "never", kind: "text" }],
  ]);
});

test("the document says whether it was a dry run", () => {
  assert.deepEqual(deletionJson(DONE), {
    dry_run: false,
    servers: [{ ...SERVER, deleted: 1, gone: 1, changed: 1, failed: 0 }],
    sample: ["k", "\xff"],
  });
  assert.equal((deletionJson(DRY) as Record<string, unknown>)["dry_run"], true);
});
