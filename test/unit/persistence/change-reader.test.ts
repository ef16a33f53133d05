/** Changes out of the journal: whole ones only, in order. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { createJournal, JournalWriter, PIECE_BYTES_MAX } from "../../../src/memory/journal.ts";
import { CHANGE, CHANGE_AT, RECORD_HEADER_BYTES } from "../../../src/persistence/change-format.ts";
import { ChangeReader } from "../../../src/persistence/change-reader.ts";
import { held } from "../../support/taken-change.ts";

function writeHead(writer: JournalWriter, kind: number, key: string, length: number, rest: string): void {
  const position = writer.piece(CHANGE_AT.key + key.length + rest.length);
  const { bytes } = writer;
  bytes.fill(0, position, position + CHANGE_AT.key);
  bytes[position + CHANGE_AT.kind] = kind;
  bytes[position + CHANGE_AT.keyLength] = key.length;
  bytes.writeUInt16LE(7, position + CHANGE_AT.epoch);
  bytes.writeUInt32LE(length, position + CHANGE_AT.length);
  bytes.writeInt32LE(-5, position + CHANGE_AT.hash);
  bytes.write(key + rest, position + CHANGE_AT.key, "latin1");
  writer.publish();
}

it("a change is there once its last piece is, and takes its number then", () => {
  const memory = createJournal(0);
  const writer = new JournalWriter(memory, 1);
  const reader = new ChangeReader(memory);
  writer.begin();
  writeHead(writer, CHANGE.stored, "key", 10, "01234");
  assert.equal(reader.next(), undefined);
  assert.equal(reader.lastNumber, 0);
  const position = writer.piece(5);
  writer.bytes.write("56789", position, "latin1");
  writer.publish();
  writer.end();
  const change = held(reader.next());
  assert.ok(change?.kind === "stored");
  assert.equal(change.key.toString(), "key");
  assert.equal(change.hash, -5);
  assert.equal(change.epoch, 7);
  assert.equal(change.record.subarray(RECORD_HEADER_BYTES).toString(), "0123456789");
  assert.equal(reader.lastNumber, 1);
});

it("a place is given back when the next one is asked for", () => {
  const memory = createJournal(0);
  const writer = new JournalWriter(memory, 1);
  const reader = new ChangeReader(memory);
  const append = (key: string, value: string): void => {
    writer.begin();
    writeHead(writer, CHANGE.stored, key, value.length, value);
    writer.end();
  };
  append("first", "value");
  const first = held(reader.next());
  for (let round = 0; round < 20; round++) {
    append("other", "x".repeat(PIECE_BYTES_MAX - CHANGE_AT.key - 5));
    reader.next();
  }
  assert.ok(first?.kind === "stored");
  assert.equal(first.key.toString(), "first");
  assert.equal(first.record.subarray(RECORD_HEADER_BYTES).toString(), "value");
});

it("kinds are told apart", () => {
  const memory = createJournal(0);
  const writer = new JournalWriter(memory, 1);
  const reader = new ChangeReader(memory);
  writer.begin();
  writeHead(writer, CHANGE.removed, "gone", 0, "");
  writer.end();
  writer.begin();
  writeHead(writer, CHANGE.flushed, "", 1234, "");
  writer.end();
  const removed = held(reader.next());
  assert.ok(removed?.kind === "removed");
  assert.equal(removed.key.toString(), "gone");
  const flushed = reader.next();
  assert.ok(flushed?.kind === CHANGE.flushed);
  assert.equal(flushed.moment, 1234);
  assert.equal(reader.next(), undefined);
  assert.equal(reader.lastNumber, 2);
});
