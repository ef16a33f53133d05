/** Who is told of changes, and for how long. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeWatchers } from "../../../src/persistence/change-watchers.ts";

test("a watched key is changed when its hash is told, and no other", () => {
  const watchers = new ChangeWatchers();
  const watch = watchers.watch(-7);
  watchers.changed(8);
  assert.equal(watch.isChanged, false);
  watchers.changed(-7);
  assert.equal(watch.isChanged, true);
  watch.reset();
  assert.equal(watch.isChanged, false);
});

test("several may watch one key, each from its own moment", () => {
  const watchers = new ChangeWatchers();
  const first = watchers.watch(1);
  watchers.changed(1);
  const second = watchers.watch(1);
  assert.deepEqual([first.isChanged, second.isChanged], [true, false]);
  first.end();
  watchers.changed(1);
  assert.equal(second.isChanged, true);
  second.end();
  const third = watchers.watch(1);
  assert.equal(third.isChanged, false);
});

test("a collection has what was changed while it was kept", () => {
  const watchers = new ChangeWatchers();
  const hashes = new Set<number>();
  watchers.changed(1);
  const end = watchers.collect(hashes);
  watchers.changed(2);
  end();
  watchers.changed(3);
  assert.deepEqual([...hashes], [2]);
});
