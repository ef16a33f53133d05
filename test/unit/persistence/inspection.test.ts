/** Looking at every record: what counts as what. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DamagedDatabase } from "../../../src/persistence/damaged-database.ts";
import { type DamagedRecord, type Inspection, inspect, newInspection } from "../../../src/persistence/inspection.ts";
import type { DatabaseEntry } from "../../../src/persistence/read-entries.ts";
import type { RecordCodec, StoredRecord } from "../../../src/persistence/record.ts";

const NOW = 1000;

function record(key: string, change: Partial<StoredRecord> = {}): StoredRecord {
  const rest = { itemFlags: 0, clientFlags: 0, storedAt: 1, generation: 0, casLow: 1, casHigh: 0, expires: 0 };
  return { key: Buffer.from(key), value: Buffer.from("value"), ...rest, ...change };
}

const RECORDS: Readonly<Record<string, StoredRecord | string>> = {
  living: record("living"),
  later: record("later", { expires: NOW + 1 }),
  expired: record("expired", { expires: NOW }),
  flushed: record("flushed", { generation: 1 }),
  both: record("both", { generation: 1, expires: 5 }),
  damaged: "its checksum is wrong",
};

interface Outcome {
  readonly result: Inspection;
  readonly damaged: DamagedRecord[];
  readonly steps: number;
}

async function inspected(failure?: Error, stepsMax = Number.POSITIVE_INFINITY): Promise<Outcome> {
  const damaged: DamagedRecord[] = [];
  let steps = 0;
  const result = await inspect({
    database: {
      async *items(): AsyncGenerator<readonly DatabaseEntry[], void> {
        for (const name of Object.keys(RECORDS)) {
          yield [[Buffer.from(name), Buffer.from("sealed")]];
        }
        if (failure !== undefined) throw failure;
        await Promise.resolve();
      },
    },
    codec: { space: 0, open: (key: Buffer) => RECORDS[key.toString()] } as unknown as RecordCodec,
    flushes: { isDead: ({ generation }) => generation === 1 },
    nowUnix: NOW,
    onDamage: (found) => damaged.push(found),
    goesOn: () => {
      steps++;
      return steps < stepsMax;
    },
  });
  return { result, damaged, steps };
}

describe("an inspection", () => {
  it("counts the living, the expired, the flushed and the damaged, each once", async () => {
    const { result, damaged, steps } = await inspected();
    const bytes = "living".length + "later".length + 2 * "value".length;
    assert.deepEqual(result, { items: 2, bytes, expired: 2, flushed: 1, damaged: 1, unreadable: undefined });
    assert.deepEqual(damaged, [
      { databaseKey: Buffer.from("damaged"), sealed: Buffer.from("sealed"), reason: "its checksum is wrong" },
    ]);
    assert.equal(steps, 6);
  });

  it("stops when it is told to", async () => {
    const { result, steps } = await inspected(undefined, 2);
    assert.equal(steps, 2);
    assert.deepEqual(result, { ...newInspection(), items: 2, bytes: result.bytes });
  });

  it("says that a part cannot be read, and leaves other errors to others", async () => {
    const { result } = await inspected(new DamagedDatabase("/data", "a part of it cannot be read"));
    assert.equal(result.unreadable, "a part of it cannot be read");
    assert.equal(result.items, 2);
    await assert.rejects(inspected(new Error("EIO")), /EIO/);
  });
});
