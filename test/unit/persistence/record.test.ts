/** Records: what was sealed comes back, and anything else is refused in words. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RECORD_AT, RECORD_FORMAT, RECORD_HEADER_BYTES } from "../../../src/persistence/change-format.ts";
import { Cipher } from "../../../src/persistence/cipher.ts";
import { itemPrefix, otherSpace, recordsOf } from "../../../src/persistence/record.ts";

function recordWith(value: string, expires = 0): Buffer {
  const record = Buffer.alloc(RECORD_HEADER_BYTES + value.length);
  record[RECORD_AT.format] = RECORD_FORMAT;
  record.writeUInt32LE(7, RECORD_AT.clientFlags);
  record.writeDoubleLE(expires, RECORD_AT.expires);
  record.write(value, RECORD_HEADER_BYTES);
  return record;
}

const key = Buffer.from("key");

describe("records", () => {
  for (const [name, cipher] of [
    ["plain", undefined],
    ["encrypted", new Cipher(Buffer.alloc(32, 1))],
  ] as const) {
    const codec = recordsOf(cipher, 1);
    const databaseKey = codec.databaseKey(key);
    const sealed = codec.seal(databaseKey, key, recordWith("value"));

    test(`${name}: come back`, () => {
      assert.equal(databaseKey[0], itemPrefix(1));
      const item = codec.open(databaseKey, sealed);
      assert.ok(typeof item !== "string");
      assert.deepEqual([item.key.toString(), item.value.toString(), item.clientFlags], ["key", "value", 7]);
      assert.deepEqual(codec.unseal(databaseKey, sealed), { key, record: recordWith("value") });
    });

    test(`${name}: a flipped bit anywhere, another key, a shorter one, none`, () => {
      for (let at = 0; at < sealed.length; at++) {
        const flipped = Buffer.from(sealed);
        flipped[at] = (flipped[at] as number) ^ 0x10;
        assert.equal(typeof codec.open(databaseKey, flipped), "string");
        assert.equal(typeof codec.open(databaseKey, sealed.subarray(0, at)), "string");
      }
      assert.equal(typeof codec.open(codec.databaseKey(Buffer.from("kez")), sealed), "string");
      assert.match(codec.open(databaseKey, undefined) as string, /cannot be read/);
    });

    test(`${name}: a moment or a key that cannot be`, () => {
      const broken = codec.seal(databaseKey, key, recordWith("value", Number.NaN));
      assert.match(codec.open(databaseKey, broken) as string, /no moment/);
      const long = Buffer.alloc(251, "k");
      const longKey = codec.databaseKey(long);
      assert.match(
        codec.open(longKey, codec.seal(longKey, long, recordWith("value"))) as string,
        /its key has 251 bytes/,
      );
    });
  }

  test("the spaces are two", () => {
    assert.deepEqual([otherSpace(0), otherSpace(1)], [1, 0]);
    assert.notEqual(itemPrefix(0), itemPrefix(1));
  });
});
