/** Tables as LevelDB writes them, whole and with a byte flipped anywhere. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { Database } from "../../../src/persistence/database.ts";
import { checkTable } from "../../../src/persistence/table-check.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

let table: Buffer;

before(async () => {
  const directory = temporaryFolder("table-check-");
  const database = await Database.open(directory);
  const changes = Array.from({ length: 500 }, (_, index) => ({
    key: Buffer.from(`ikey:${index}`),
    value: Buffer.from(`value ${index} `.repeat(1 + (index % 30))),
  }));
  await database.write(changes);
  await database.rewrite();
  await database.close();
  const name = readdirSync(directory).find((file) => file.endsWith(".ldb")) as string;
  table = readFileSync(join(directory, name));
});

test("a sound table has no damage", () => {
  assert.equal(checkTable(table), undefined);
});

test("a flipped byte is found wherever it is, but for the padding of the footer", () => {
  const unseen: number[] = [];
  for (let at = 0; at < table.length; at += 7) {
    const copy = Buffer.from(table);
    copy[at] = (copy[at] as number) ^ 1;
    const damage = checkTable(copy);
    if (damage === undefined) {
      unseen.push(at);
    } else {
      assert.ok(damage.marks.every((mark) => mark < table.length));
      assert.match(damage.reason, /damaged/);
    }
  }
  assert.ok(
    unseen.every((at) => at >= table.length - 48 && at < table.length - 8),
    String(unseen),
  );
});

test("one that was cut short is lost as a whole", () => {
  for (const length of [0, 1, 47, table.length - 1]) {
    assert.equal(checkTable(table.subarray(0, length))?.isWhole, true);
  }
});
