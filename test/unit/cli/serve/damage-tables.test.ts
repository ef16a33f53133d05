/** What verify and repair print. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  countTable,
  cutOffText,
  type DamageReport,
  damageTable,
  hasDamage,
  reportJson,
  reportRows,
} from "../../../../src/cli/serve/damage-tables.ts";

const REPORT: DamageReport = {
  directory: "DIR",
  isEncrypted: false,
  items: 2,
  bytes: 30,
  expired: 1,
  flushed: 0,
  damaged: 1,
  unreadable: undefined,
  damage: [{ databaseKey: Buffer.from("ia\x1b"), sealed: Buffer.alloc(9), reason: "its checksum is wrong" }],
  faults: [],
  isComplete: true,
  isOpen: true,
};

test("counts, and a row for each damaged record", () => {
  assert.deepEqual(countTable(REPORT).rows[0], ["items", 2, 30]);
  assert.deepEqual(damageTable(REPORT).rows, [[Uint8Array.from(Buffer.from("a\x1b")), 9, "its checksum is wrong"]]);
  assert.equal(reportRows(REPORT).rows.length, 5);
  assert.equal(reportJson(REPORT)["damaged"], 1);
});

test("an encrypted key is a digest; what is not named is counted; a fault is damage", () => {
  const encrypted = damageTable({ ...REPORT, isEncrypted: true, damaged: 3, unreadable: "a part" });
  assert.deepEqual(encrypted.rows[0], [undefined, undefined, "a part"]);
  assert.equal(encrypted.rows[1]?.[0], "611b");
  assert.match(encrypted.note ?? "", /^2 more/);
  assert.equal(hasDamage({ ...REPORT, damaged: 0 }), false);
  assert.equal(hasDamage({ ...REPORT, damaged: 0, faults: ["x"] }), true);
});

test("of a database that does not open nothing is counted, and a look that was cut off says so", () => {
  const closed = { ...REPORT, isOpen: false, items: 0, damaged: 0, faults: ["its file CURRENT is missing"] };
  assert.deepEqual(
    countTable(closed).rows.map(([, count]) => count),
    [undefined, undefined, undefined, undefined],
  );
  assert.equal(reportJson(closed)["items"], null);
  assert.equal(cutOffText(REPORT), undefined);
  assert.equal(cutOffText({ ...REPORT, isComplete: false }), "stopped after 4 records: the rest was not looked at");
});
