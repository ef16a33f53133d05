/** Reading a database from end to end, on LevelDB itself. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ClassicLevel } from "classic-level";
import { type DatabaseEntry, readEntries } from "../../../src/persistence/read-entries.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const MARK = Buffer.from("m");
/** More than are read at a time. */
const ITEM_COUNT = 5000;

const keyOf = (index: number): Buffer => Buffer.from(`i${String(index).padStart(6, "0")}`);
const ITEMS = Array.from({ length: ITEM_COUNT }, (_, index) => keyOf(index));

describe("reading entries", () => {
  const level = new ClassicLevel<Buffer, Buffer>(temporaryFolder("read-entries-"), {
    keyEncoding: "buffer",
    valueEncoding: "buffer",
  });
  before(() => level.open());
  after(() => level.close());

  async function put(keys: readonly Buffer[], value = "v"): Promise<void> {
    await level.batch(keys.map((key) => ({ type: "put", key, value: Buffer.from(value) })));
  }

  async function readAll(between: () => Promise<void> = async () => {}): Promise<DatabaseEntry[]> {
    const snapshot = level.snapshot();
    const all: DatabaseEntry[] = [];
    try {
      for (let last: Buffer | undefined; ; await between()) {
        const read = await readEntries(level, snapshot, last, MARK);
        assert.equal(read.damage, undefined);
        if (read.last === undefined) return all;
        assert.deepEqual(read.last, read.entries.at(-1)?.[0]);
        all.push(...read.entries);
        last = read.last;
      }
    } finally {
      await snapshot.close();
    }
  }

  const names = (entries: readonly DatabaseEntry[]): string[] => entries.map(([key]) => key.toString("latin1"));

  it("shows nothing of an empty database", async () => {
    assert.deepEqual(await readAll(), []);
  });

  it("shows everything in order: before the mark, the mark, and behind it", async () => {
    const others = ["a", "l\xff\xff", "m", "m0", "z", "\xff\xff"].map((text) => Buffer.from(text, "latin1"));
    await put([...others, ...ITEMS]);
    const expected = [...others, ...ITEMS].sort(Buffer.compare).map((key) => key.toString("latin1"));
    assert.deepEqual(names(await readAll()), expected);
    // Nothing but the mark and what is behind it, and nothing at all there.
    await level.clear({ lt: MARK });
    assert.deepEqual(names(await readAll()), ["m", "m0", "z", "\xff\xff"]);
    await level.clear({ gte: MARK });
    assert.deepEqual(await readAll(), []);
    await put(ITEMS);
    assert.equal((await readAll()).length, ITEM_COUNT);
  });

  it("shows the database as it was when the snapshot was taken", async () => {
    await put(ITEMS, "before");
    let turns = 0;
    const entries = await readAll(async () => {
      turns++;
      await level.del(keyOf(ITEM_COUNT - turns));
      await put([Buffer.from(`i9${turns}`), keyOf(ITEM_COUNT - 100)], "later");
    });
    assert.ok(turns > 1);
    assert.equal(entries.length, ITEM_COUNT);
    assert.ok(entries.every(([, value]) => value?.toString() === "before"));
  });

  it("reads fewer at a time when they are large", async () => {
    await level.clear();
    await put(ITEMS.slice(0, 40), "x".repeat(500_000));
    const snapshot = level.snapshot();
    const first = await readEntries(level, snapshot, undefined, MARK);
    await snapshot.close();
    assert.ok(first.entries.length > 5 && first.entries.length < 20, `${first.entries.length}`);
    assert.equal((await readAll()).length, 40);
  });
});
