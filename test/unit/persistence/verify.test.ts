/** Verifying a database: counts, damage, and what can't be looked at. */
import assert from "node:assert/strict";
import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { DamagedRecord } from "../../../src/persistence/inspection.ts";
import { verifyDatabase } from "../../../src/persistence/verify.ts";
import { makeDatabase } from "../../support/item-database.ts";

async function verify(directory: string, encryptionKey?: Uint8Array) {
  const damage: DamagedRecord[] = [];
  const options = { directory, encryptionKey, nowUnix: 5000, goesOn: () => true };
  const found = await verifyDatabase({ ...options, onDamage: (record) => damage.push(record) });
  return { ...found, damage };
}

test("counts the living, the expired, the flushed and the damaged", async () => {
  const directory = await makeDatabase({
    alive: { value: "12345", expires: 9000 },
    gone: { value: "x", expires: 4000 },
    flushed: { value: "x", generation: 7 },
    broken: { value: "abcdefgh", damaged: true },
  });
  const { damage, ...found } = await verify(directory);
  assert.deepEqual(found, {
    items: 1,
    bytes: 10,
    expired: 1,
    flushed: 1,
    damaged: 1,
    unreadable: undefined,
    faults: [],
    isOpen: true,
  });
  assert.deepEqual(
    damage.map(({ databaseKey, reason }) => [databaseKey.toString(), reason]),
    [["ibroken", "its checksum is wrong"]],
  );
});

test("an encrypted one needs its key", async () => {
  const key = Buffer.alloc(32, 1);
  const directory = await makeDatabase({ a: { value: "1" }, b: { value: "12345678901234567890", damaged: true } }, key);
  const { items, damaged } = await verify(directory, key);
  assert.deepEqual([items, damaged], [1, 1]);
  await assert.rejects(verify(directory), /is encrypted/);
});

test("one that does not open is a fault, one that is not there an error", async () => {
  const directory = await makeDatabase({ a: { value: "1" } });
  unlinkSync(join(directory, "CURRENT"));
  assert.deepEqual((await verify(directory)).faults, ["its file CURRENT is missing"]);
  await assert.rejects(verify(join(directory, "none")), /cannot read the persistence directory/);
});
