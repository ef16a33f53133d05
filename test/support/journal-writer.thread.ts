/** A worker that appends records of one to six pieces to a journal, as fast as it goes. */
import { workerData } from "node:worker_threads";
import { type JournalMemory, JournalWriter, PIECE_BYTES_MAX } from "../../src/memory/journal.ts";

/** What it is to do. */
export interface JournalOrder {
  readonly memory: JournalMemory;
  readonly owner: number;
  readonly records: number;
}

const HEAD_BYTES = 16;

const { memory, owner, records } = workerData as JournalOrder;
const writer = new JournalWriter(memory, owner);
for (let record = 0; record < records; record++) {
  const pieces = 1 + (record % 6);
  writer.begin();
  for (let piece = 0; piece < pieces; piece++) {
    const byteCount =
      HEAD_BYTES +
      1 +
      ((record * 7919 + piece * 104_729) % (PIECE_BYTES_MAX - HEAD_BYTES)) ** (record % 50 === 0 ? 1 : 0.5);
    const length = Math.floor(byteCount);
    const position = writer.piece(length);
    writer.bytes.writeUInt32LE(owner, position);
    writer.bytes.writeUInt32LE(record, position + 4);
    writer.bytes.writeUInt32LE(pieces, position + 8);
    writer.bytes.writeUInt32LE(piece, position + 12);
    writer.bytes[position + length - 1] = (owner * 31 + record + piece) & 0xff;
    writer.publish();
  }
  writer.end();
}
