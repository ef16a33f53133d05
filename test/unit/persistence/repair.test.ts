/** Repairing a database: what is sound stays, what is damaged is kept elsewhere, and a dry run changes nothing. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Database } from "../../../src/persistence/database.ts";
import { NEW_META } from "../../../src/persistence/meta.ts";
import { recordsOf } from "../../../src/persistence/record.ts";
import { repairDatabase } from "../../../src/persistence/repair.ts";
import { verifyDatabase } from "../../../src/persistence/verify.ts";
import { filesOf } from "../../support/damaged-files.ts";
import { addItems, makeDatabase } from "../../support/item-database.ts";

const repair = (directory: string, isDryRun: boolean, encryptionKey?: Uint8Array, goesOn = () => true) =>
  repairDatabase({ directory, encryptionKey, unixMs: 5_000_000, isDryRun, onDamage: () => {}, goesOn });

const verify = (directory: string) =>
  verifyDatabase({ directory, encryptionKey: undefined, nowUnix: 5000, onDamage: () => {}, goesOn: () => true });

test("damaged records go to a file", async () => {
  const directory = await makeDatabase({ a: { value: "1" }, b: { value: "abcdefghijk", damaged: true } });
  const before = await repair(directory, true);
  assert.deepEqual([before.items, before.damaged, before.damageFile], [1, 1, undefined]);
  assert.ok(!readdirSync(directory).some((name) => name.startsWith("damaged-")));
  const done = await repair(directory, false);
  assert.deepEqual([done.items, done.damaged, done.hasLostUnknown], [1, 1, false]);
  const line = JSON.parse(readFileSync(done.damageFile as string, "utf8")) as Record<string, string>;
  assert.equal(Buffer.from(line["database_key_base64"] as string, "base64").toString(), "ib");
  assert.ok(Buffer.from(line["value_base64"] as string, "base64").length > 0);
  const after = await verify(directory);
  assert.deepEqual([after.items, after.damaged, after.faults], [1, 0, []]);
});

test("a lost first record is made anew of what the items say", async () => {
  const directory = await makeDatabase({ a: { value: "1", generation: 4 }, b: { value: "2", generation: 3 } });
  const database = await Database.open(directory);
  await database.write(Database.metaChanges(Buffer.from("nonsense")));
  await database.close();
  assert.deepEqual((await verify(directory)).faults, ["its first record is damaged or missing"]);
  assert.match((await repair(directory, true)).steps.join(), /first record was lost/);
  const { items, flushed, hasLostUnknown } = await repair(directory, false);
  assert.deepEqual([items, flushed, hasLostUnknown], [1, 1, true]);
  assert.deepEqual((await verify(directory)).faults, []);
  await assert.rejects(repair(directory, false, Buffer.alloc(32)), /another encryption key, or without one/);
});

test("one that was cut off leaves its tables as they are, so that nothing older comes back", async () => {
  const names = Array.from({ length: 5000 }, (_, index) => `key:${String(index).padStart(4, "0")}`);
  const items = (of: readonly string[], value: string) => Object.fromEntries(of.map((name) => [name, { value }]));
  const changed = names.slice(4000);
  const directory = await makeDatabase(items(names, "old".padEnd(100)));
  await addItems(directory, items(changed, "new".padEnd(100)));
  await (await Database.open(directory)).close();
  const newest = filesOf(directory, "table").at(-1) as string;
  const bytes = readFileSync(newest);
  bytes[9000] = (bytes[9000] as number) ^ 1;
  writeFileSync(newest, bytes);

  // Keys are looked at in their order: it ends long before the damage.
  const cutOff = await repair(directory, false, undefined, () => false);
  assert.deepEqual([cutOff.isComplete, cutOff.items < 4000], [false, true]);
  assert.ok(!existsSync(join(directory, "lost")));
  const done = await repair(directory, false);
  assert.deepEqual([done.isComplete, done.hasLostUnknown], [true, true]);
  const database = await Database.open(directory, "existing");
  const codec = recordsOf(undefined, NEW_META.space);
  const values = await Promise.all(
    changed.map(async (name) => {
      const key = codec.databaseKey(Buffer.from(name));
      const record = codec.open(key, await database.get(key));
      return typeof record === "string" ? "gone" : record.value.toString().trim();
    }),
  );
  await database.close();
  const [olds, news] = ["old", "new"].map((wanted) => values.filter((value) => value === wanted).length);
  assert.equal(olds, 0);
  assert.ok((news as number) > 500 && (news as number) < changed.length, `${news} new ones`);
});

test("one that does not open is made anew of its tables", async () => {
  const directory = await makeDatabase({ a: { value: "1" } });
  unlinkSync(join(directory, "CURRENT"));
  assert.match((await repair(directory, true)).steps.join(), /CURRENT is missing.*would be read/);
  assert.deepEqual((await verify(directory)).faults, ["its file CURRENT is missing"]);
  const { items, steps } = await repair(directory, false);
  assert.equal(items, 1);
  assert.match(steps.join(), /made anew/);
});
