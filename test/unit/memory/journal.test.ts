/** The journal: order and wholeness with several writing threads, room, wrapping, and durable numbers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { createJournal, JournalReader, JournalWriter, PIECE_BYTES_MAX } from "../../../src/memory/journal.ts";
import type { JournalOrder } from "../../support/journal-writer.thread.ts";

function append(writer: JournalWriter, ...pieces: string[]): number {
  writer.begin();
  for (const piece of pieces) {
    const position = writer.piece(piece.length);
    writer.bytes.write(piece, position, "latin1");
    writer.publish();
  }
  writer.end();
  return writer.lastNumber;
}

function take(reader: JournalReader): string | undefined {
  const position = reader.peek();
  if (position < 0) {
    return undefined;
  }
  const text = reader.bytes.toString("latin1", position, position + reader.pieceBytes);
  reader.drop();
  return text;
}

function startWriter(order: JournalOrder): Promise<void> {
  const worker = new Worker(new URL("../../support/journal-writer.thread.js", import.meta.url), { workerData: order });
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`exit ${code}`))));
  });
}

describe("the journal", () => {
  it("numbers records, and hands their pieces over in order", () => {
    const memory = createJournal(0);
    const reader = new JournalReader(memory);
    const first = new JournalWriter(memory, 1);
    const second = new JournalWriter(memory, 2);
    assert.equal(append(first, "a"), 1);
    assert.equal(append(second, "b", "c"), 2);
    assert.equal(append(first, "d"), 3);
    assert.equal(first.lastNumber, 3);
    assert.equal(second.lastNumber, 2);
    assert.deepEqual(
      [take(reader), take(reader), take(reader), take(reader), take(reader)],
      ["a", "b", "c", "d", undefined],
    );
    assert.deepEqual([reader.recordTaken(), reader.recordTaken(), reader.recordTaken()], [1, 2, 3]);
  });

  it("tells which records are durable, also when the numbers begin anew", () => {
    const memory = createJournal(0);
    const reader = new JournalReader(memory);
    const writer = new JournalWriter(memory, 1);
    assert.equal(writer.isDurable(0), true);
    const number = append(writer, "a");
    assert.equal(writer.isDurable(number), false);
    assert.equal(reader.lag, 1);
    reader.setDurable(number);
    assert.equal(writer.isDurable(number), true);
    assert.equal(writer.isDurable(number + 1), false);
    assert.equal(reader.lag, 0);
    reader.setDurable(0x7fffffff);
    assert.equal(writer.isDurable(0x7fffffff), true);
    assert.equal(writer.isDurable(-0x80000000), false, "the next number");
    reader.setDurable(-0x80000000);
    assert.equal(writer.isDurable(0x7fffffff), true);
  });

  it("a writer that comes later goes on from the last number", () => {
    const memory = createJournal(0);
    append(new JournalWriter(memory, 1), "a");
    assert.equal(new JournalWriter(memory, 2).lastNumber, 1);
  });

  it("tells a reader that waits, and one that begins to wait when something is there", async () => {
    const memory = createJournal(0);
    const reader = new JournalReader(memory);
    const writer = new JournalWriter(memory, 1);
    append(writer, "there");
    await reader.awaitRecords(60_000);
    assert.equal(take(reader), "there");
    // Waiting for another thread keeps no process alive.
    const alive = setInterval(() => {}, 1000);
    const waiting = reader.awaitRecords(60_000);
    append(writer, "later");
    await waiting;
    assert.equal(take(reader), "later");
    await reader.awaitRecords(1);
    assert.equal(take(reader), undefined);
    clearInterval(alive);
  });

  it("keeps every record of four threads whole and in each thread's order, while the ring is full again and again", async () => {
    const memory = createJournal(0);
    const reader = new JournalReader(memory);
    const records = 3000;
    const writers = [1, 2, 3, 4].map((owner) => startWriter({ memory, owner, records }));
    let isOver = false;
    const over = Promise.all(writers).finally(() => {
      isOver = true;
    });
    const next = [0, 0, 0, 0];
    let taken = 0;
    let longest = 0;
    while (taken < 4 * records) {
      const position = reader.peek();
      if (position < 0) {
        assert.equal(isOver && reader.peek() < 0, false, `${taken} records came`);
        await reader.awaitRecords(100);
        continue;
      }
      const [owner, record, pieces] = header(reader, position);
      assert.equal(record, next[owner - 1], `order of thread ${owner}`);
      next[owner - 1] = record + 1;
      longest = Math.max(longest, pieces);
      for (let piece = 0; piece < pieces; piece++) {
        await checkPiece(reader, owner, record, piece);
      }
      assert.equal(reader.recordTaken(), ++taken);
    }
    await over;
    assert.equal(reader.peek(), -1);
    assert.equal(longest, 6);
    assert.equal(reader.lag, 4 * records);
  });

  it("has room for the longest piece however little was asked for", () => {
    const memory = createJournal(1);
    const reader = new JournalReader(memory);
    const writer = new JournalWriter(memory, 1);
    for (let round = 0; round < 50; round++) {
      append(writer, "x".repeat(PIECE_BYTES_MAX), "y".repeat(PIECE_BYTES_MAX - round));
      assert.equal(take(reader)?.length, PIECE_BYTES_MAX);
      assert.equal(take(reader), "y".repeat(PIECE_BYTES_MAX - round));
    }
  });
});

/** Owner, number and count of pieces of a record, from the head of each of its pieces. */
function header(reader: JournalReader, position: number): [number, number, number] {
  return [
    reader.bytes.readUInt32LE(position),
    reader.bytes.readUInt32LE(position + 4),
    reader.bytes.readUInt32LE(position + 8),
  ];
}

async function checkPiece(reader: JournalReader, owner: number, record: number, piece: number): Promise<void> {
  let position = reader.peek();
  while (position < 0) {
    await new Promise((resolve) => setImmediate(resolve));
    position = reader.peek();
  }
  const [itsOwner, itsRecord] = header(reader, position);
  assert.deepEqual([itsOwner, itsRecord], [owner, record], "no other record comes between its pieces");
  assert.equal(reader.bytes.readUInt32LE(position + 12), piece);
  const last = reader.bytes[position + reader.pieceBytes - 1];
  assert.equal(last, (owner * 31 + record + piece) & 0xff);
  reader.drop();
}
