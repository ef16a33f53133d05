/** What items say about a database whose first record is lost. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RECORD_AT, RECORD_FORMAT, RECORD_HEADER_BYTES } from "../../../src/persistence/change-format.ts";
import { Cipher } from "../../../src/persistence/cipher.ts";
import { DamagedDatabase } from "../../../src/persistence/damaged-database.ts";
import { NEW_META } from "../../../src/persistence/meta.ts";
import type { DatabaseEntry } from "../../../src/persistence/read-entries.ts";
import { type ItemSpace, type RecordCodec, recordsOf } from "../../../src/persistence/record.ts";
import { surveyRecords } from "../../../src/persistence/record-survey.ts";

type Spaces = Readonly<Partial<Record<ItemSpace, readonly DatabaseEntry[]>>>;

function entry(codec: RecordCodec, key: string, generation: number, casHigh: number): DatabaseEntry {
  const record = Buffer.alloc(RECORD_HEADER_BYTES + 1);
  record[RECORD_AT.format] = RECORD_FORMAT;
  record.writeUInt32LE(generation, RECORD_AT.generation);
  record.writeUInt32LE(casHigh, RECORD_AT.casHigh);
  const databaseKey = codec.databaseKey(Buffer.from(key));
  return [databaseKey, codec.seal(databaseKey, Buffer.from(key), record)];
}

function database(spaces: Spaces, failure?: Error) {
  return {
    async *items(space: ItemSpace): AsyncGenerator<readonly DatabaseEntry[], void> {
      yield spaces[space] ?? [];
      await Promise.resolve();
      if (failure !== undefined) throw failure;
    },
  };
}

const [plain, other] = [recordsOf(undefined, 0), recordsOf(undefined, 1)];

describe("a survey of records", () => {
  it("finds the highest flush and cas numbers", async () => {
    const entries = [entry(plain, "a", 3, 1), entry(plain, "b", 1, 9), entry(plain, "c", 2, 2)];
    const found = await surveyRecords(database({ 0: entries }), undefined);
    assert.deepEqual(found, { ...NEW_META, generation: 3, casHigh: 9, space: 0 });
  });

  it("takes the space of which more can be read", async () => {
    const found = await surveyRecords(
      database({ 0: [entry(plain, "a", 1, 1)], 1: [entry(other, "a", 5, 5), entry(other, "b", 5, 6)] }),
      undefined,
    );
    assert.deepEqual(found, { ...NEW_META, generation: 5, casHigh: 6, space: 1 });
  });

  it("of nothing is a new database; of items that are all another key's, nothing", async () => {
    assert.deepEqual(await surveyRecords(database({}), undefined), NEW_META);
    const [key, wrong] = [new Cipher(Buffer.alloc(32, 1)), new Cipher(Buffer.alloc(32, 2))];
    const entries = [entry(recordsOf(key, 0), "a", 4, 2)];
    assert.equal(await surveyRecords(database({ 0: entries }), wrong), undefined);
    assert.deepEqual(await surveyRecords(database({ 0: entries }), key), { ...NEW_META, generation: 4, casHigh: 2 });
  });

  it("passes over what cannot be read, and over nothing else", async () => {
    const sound = entry(plain, "a", 2, 2);
    const damaged: DatabaseEntry = [plain.databaseKey(Buffer.from("b")), undefined];
    const parts = { 0: [sound, damaged] };
    const found = await surveyRecords(database(parts, new DamagedDatabase("/data", "cut")), undefined);
    assert.deepEqual(found, { ...NEW_META, generation: 2, casHigh: 2 });
    await assert.rejects(surveyRecords(database(parts, new Error("EIO")), undefined), /EIO/);
  });
});
