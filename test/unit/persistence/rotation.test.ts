/** Rotating the key of a database, step by step. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { rotateKey } from "../../../src/persistence/rotation.ts";
import { verifyDatabase } from "../../../src/persistence/verify.ts";
import { makeDatabase } from "../../support/item-database.ts";

const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

const rotate = (directory: string, from: Uint8Array | undefined, to: Uint8Array | undefined, goesOn = () => true) =>
  rotateKey({ directory, from, to, nowUnix: 5000, goesOn });

const itemsOf = async (directory: string, encryptionKey: Uint8Array | undefined): Promise<number> =>
  (await verifyDatabase({ directory, encryptionKey, nowUnix: 5000, onDamage: () => {}, goesOn: () => true })).items;

test("the living items are under the new key, and nothing is left of the old ones", async () => {
  const directory = await makeDatabase({ secret: { value: "hidden" }, gone: { value: "dead", expires: 4000 } });
  assert.deepEqual(await rotate(directory, undefined, one), { itemCount: 1, outcome: "rotated" });
  assert.equal(await itemsOf(directory, one), 1);
  const all = readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), "latin1"))
    .join("");
  assert.ok(!/secret|hidden|dead/.test(all));
  assert.deepEqual(await rotate(directory, one, two), { itemCount: 1, outcome: "rotated" });
  assert.deepEqual(await rotate(directory, one, two), { itemCount: 0, outcome: "finished" });
  await assert.rejects(rotate(directory, one, undefined), /was encrypted with another key/);
  assert.equal((await rotate(directory, two, undefined)).outcome, "rotated");
  assert.equal(await itemsOf(directory, undefined), 1);
});

test("told to stop, or met with damage, it changes nothing", async () => {
  const directory = await makeDatabase({ a: { value: "1" } }, one);
  assert.deepEqual(await rotate(directory, one, two, () => false), { itemCount: 0, outcome: "stopped" });
  assert.equal(await itemsOf(directory, one), 1);
  const damaged = await makeDatabase({ a: { value: "1" }, b: { value: "abcdefghijk", damaged: true } });
  await assert.rejects(rotate(damaged, undefined, one), /is damaged, and the key stays as it was/);
  assert.equal(await itemsOf(damaged, undefined), 1);
});
