/** When the record of the whole database has to be written. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { FlushState } from "../../../src/persistence/flush-state.ts";
import { decodeMeta, NEW_META } from "../../../src/persistence/meta.ts";
import { MetaWriter } from "../../../src/persistence/meta-writer.ts";

function subject(): { flushes: FlushState; cas: { presentHigh: number }; writer: MetaWriter } {
  const flushes = new FlushState(NEW_META);
  const cas = { presentHigh: 0 };
  return { flushes, cas, writer: new MetaWriter(flushes, cas, undefined, 0) };
}

it("is due at first, and after it was written only when something has changed", () => {
  const { flushes, cas, writer } = subject();
  assert.equal(writer.isDue, true);
  writer.changes();
  assert.equal(writer.isDue, true, "not written yet");
  writer.written();
  assert.equal(writer.isDue, false);
  const changes: (() => void)[] = [
    () => flushes.reach(1),
    () => flushes.flushed({ moment: 50, flushedUpTo: 0 }),
    () => flushes.flushed({ moment: 50, flushedUpTo: 20 }),
    () => {
      cas.presentHigh = 1;
    },
  ];
  for (const change of changes) {
    change();
    assert.equal(writer.isDue, true);
    writer.changes();
    writer.written();
    assert.equal(writer.isDue, false);
  }
});

it("what changes while it is written is due again, and what failed is", () => {
  const { flushes, writer } = subject();
  const changes = writer.changes();
  flushes.reach(1);
  writer.written();
  assert.deepEqual(
    changes.map(({ key }) => key.toString()),
    ["m", "a"],
  );
  const copies = changes.map(({ value }) => value as Buffer);
  assert.equal(decodeMeta(copies, undefined, "x").generation, 0);
  assert.equal(writer.isDue, true);
  writer.changes();
  assert.equal(writer.isDue, true, "a commit that fails leaves it due");
  writer.written();
  assert.equal(writer.isDue, false);
  writer.written();
  assert.equal(writer.isDue, false, "a commit without it changes nothing");
});
