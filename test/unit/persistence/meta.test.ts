/** The first record of a database. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Cipher } from "../../../src/persistence/cipher.ts";
import { DamagedDatabase } from "../../../src/persistence/damaged-database.ts";
import {
  decodeMeta,
  encodeMeta,
  isOfKey,
  type MetaRecord,
  NEW_META,
  soundMeta,
} from "../../../src/persistence/meta.ts";

const META = { generation: 3, flushedUpTo: 4, oldestLive: 5, casHigh: 6, space: 1 } as const;
const [one, another] = [1, 2].map((byte) => new Cipher(Buffer.alloc(32, byte))) as [Cipher, Cipher];

test("comes back, from whichever copy is sound", () => {
  const bytes = encodeMeta(META, undefined);
  const flipped = Buffer.from(bytes);
  flipped[5] = (flipped[5] as number) ^ 1;
  for (const copies of [[bytes], [flipped, bytes], [Buffer.alloc(0), bytes]]) {
    assert.deepEqual(decodeMeta(copies, undefined, "DIR"), META);
  }
  assert.equal(soundMeta([flipped]), undefined);
  assert.throws(() => decodeMeta([flipped, Buffer.alloc(3)], undefined, "DIR"), DamagedDatabase);
});

test("the key has to be its own", () => {
  const [plain, encrypted] = [encodeMeta(NEW_META, undefined), encodeMeta(NEW_META, one)];
  assert.deepEqual(decodeMeta([encrypted], one, "DIR"), NEW_META);
  assert.throws(() => decodeMeta([encrypted], another, "DIR"), /was encrypted with another key/);
  assert.throws(() => decodeMeta([encrypted], undefined, "DIR"), /is encrypted, and no key is given/);
  assert.throws(() => decodeMeta([plain], one, "DIR"), /is not encrypted/);
  assert.equal(isOfKey(soundMeta([encrypted]) as MetaRecord, one), true);
  assert.equal(isOfKey(soundMeta([plain]) as MetaRecord, one), false);
});
