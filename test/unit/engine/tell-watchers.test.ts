/** What commands tell watchers: by the engine, and by the store under it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";
import { watchEngine } from "../../support/watch-engine.ts";

describe("what watchers are told", () => {
  it("lookups: one for each key and each internal look", () => {
    const harness = new EngineHarness();
    const lines = watchEngine(harness, "fetchers");
    harness.store.log.descriptor = 31;
    harness.run("get a b\r\nset a 0 10 3\r\nabc\r\ntouch a 20\r\nmg a v\r\nincr a 1\r\nme a\r\n");
    const found = "item_get key=a status=found clsid=1 cfd=31 size=3";
    assert.deepEqual(lines(), [
      "item_get key=a status=not_found clsid=0 cfd=31 size=0",
      "item_get key=b status=not_found clsid=0 cfd=31 size=0",
      "item_get key=a status=not_found clsid=0 cfd=31 size=0",
      ...[found, found, found, found],
    ]);
    harness.advance(30);
    harness.run("get a\r\nset b 0 0 1\r\nx\r\nflush_all\r\nget b\r\nget b\r\n");
    assert.deepEqual(
      lines().map((line) => /status=.*/.exec(line)?.[0]),
      ["expired", "not_found", "flushed", "not_found"].map((status) => `status=${status} clsid=0 cfd=31 size=0`),
    );
  });

  it("mutations: every outcome of every storage command", () => {
    const harness = new EngineHarness();
    const lines = watchEngine(harness, "mutations");
    harness.store.log.descriptor = 31;
    harness.run("set a 0 100 3\r\nabc\r\nadd a 0 0 1\r\nx\r\nreplace none 0 0 1\r\nx\r\nappend a 0 0 2\r\nde\r\n");
    harness.run("prepend none 0 0 1\r\nx\r\ncas a 0 0 1 9999\r\nx\r\ncas none 0 0 1 1\r\nx\r\n");
    harness.run("ms a 1 T50\r\nx\r\nms a 1 C9999\r\nx\r\nma counter N30\r\nset big 0 0 1048576\r\n");
    const big = lines();
    assert.deepEqual(big.slice(0, -1), [
      "item_store key=a status=stored cmd=set ttl=100 clsid=1 cfd=31 size=3",
      "item_store key=a status=not_stored cmd=add ttl=0 clsid=1 cfd=31 size=1",
      "item_store key=none status=not_stored cmd=replace ttl=0 clsid=1 cfd=31 size=1",
      "item_store key=a status=stored cmd=append ttl=100 clsid=1 cfd=31 size=5",
      "item_store key=none status=not_stored cmd=prepend ttl=0 clsid=1 cfd=31 size=1",
      "item_store key=a status=exists cmd=cas ttl=0 clsid=1 cfd=31 size=1",
      "item_store key=none status=not_found cmd=cas ttl=0 clsid=1 cfd=31 size=1",
      "item_store key=a status=stored cmd=set ttl=50 clsid=1 cfd=31 size=1",
      "item_store key=a status=exists cmd=cas ttl=0 clsid=1 cfd=31 size=1",
      "item_store key=counter status=stored cmd=add ttl=30 clsid=1 cfd=31 size=1",
    ]);
    assert.equal(big.at(-1), "item_store key=big status=too_large cmd=set ttl=0 clsid=0 cfd=31 size=0");
  });

  it("deletions: hits only, and no marking as stale", () => {
    const harness = new EngineHarness();
    const lines = watchEngine(harness, "deletions");
    harness.run("set a 0 0 3\r\nabc\r\nset b 0 0 2\r\nde\r\nmd b I\r\nmd b x\r\ndelete none\r\nmd none\r\n");
    harness.run("delete a\r\nmd b\r\n");
    assert.deepEqual(lines(), ["deleted key=a cmd=delete clsid=1 size=3", "deleted key=b cmd=md clsid=1 size=0"]);
  });

  it("evictions", () => {
    const harness = new EngineHarness({ memoryLimitBytes: 2 * 1024 * 1024 });
    const lines = watchEngine(harness, "evictions");
    const value = "x".repeat(400_000);
    harness.run(`set first 0 0 400000\r\n${value}\r\nget first\r\n`);
    harness.advance(5);
    harness.run(`set second 0 1000 400000\r\n${value}\r\n`);
    for (let count = 0; count < 8; count++) {
      harness.run(`set more${count} 0 0 400000\r\n${value}\r\n`);
    }
    const [first, second] = lines();
    assert.match(first as string, /^eviction key=first fetch=yes ttl=-1 la=5 clsid=\d+ size=400000$/);
    assert.match(second as string, /^eviction key=second fetch=no ttl=1000 la=0 clsid=\d+ size=400000$/);
  });
});
