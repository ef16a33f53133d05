/** What /readyz and /metrics tell of a durable copy. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDurableMemory } from "../../../../src/persistence/durable-copy.ts";
import { PersistCounters } from "../../../../src/persistence/persist-counters.ts";
import { MetricRegistry } from "../../../../src/server/admin/metric-registry.ts";
import { reportPersistence } from "../../../../src/server/admin/persistence-report.ts";
import { Readiness } from "../../../../src/server/admin/readiness.ts";
import type { ThreadData } from "../../../../src/server/messages.ts";
import { DEFAULT_SETTINGS, type PersistenceSettings } from "../../../../src/server/settings.ts";

function reported(change: Partial<PersistenceSettings> = {}) {
  const memory = createDurableMemory();
  const persistence: PersistenceSettings = {
    directory: "/data",
    durability: "async",
    lagMs: 1000,
    limitBytes: undefined,
    encryptionKeyFile: undefined,
    onDamage: "refuse",
    recoverFirst: false,
    ...change,
  };
  const shared = {
    settings: { ...DEFAULT_SETTINGS, persistence },
    durable: { memory, encryptionKey: undefined, ports: [] },
  } as unknown as ThreadData;
  const [readiness, metrics] = [new Readiness(), new MetricRegistry()];
  reportPersistence({ readiness, metrics }, shared);
  return { counters: new PersistCounters(memory.counters), readiness, metrics };
}

describe("the report of a durable copy", () => {
  it("is ready with a reason under async, and not ready under sync, where nothing can be acknowledged", () => {
    for (const [counter, value, reason] of [
      ["persist_failing", 1, "changes cannot be written to disk"],
      ["persist_read_wait_us", 5_000_000, "the disk does not answer"],
    ] as const) {
      for (const durability of ["async", "sync"] as const) {
        const { counters, readiness } = reported({ durability });
        assert.equal(readiness.report().ready, true);
        counters.set(counter, value);
        const report = readiness.report();
        assert.equal(report.ready, durability === "async", `${counter}, ${durability}`);
        assert.ok(JSON.stringify(report).includes(reason));
        counters.set(counter, value === 1 ? 0 : value - 1);
        assert.ok(!JSON.stringify(readiness.report()).includes(reason));
      }
    }
  });

  it("is not ready while it reads back only where clients have to wait for that", () => {
    for (const recoverFirst of [false, true]) {
      const { counters, readiness } = reported({ recoverFirst });
      counters.set("persist_recovering", 1);
      assert.equal(readiness.report().ready, !recoverFirst);
    }
  });

  it("has seconds where counters have microseconds", () => {
    const { counters, metrics } = reported();
    counters.set("persist_read_wait_us", 1_500_000);
    counters.set("persist_writes", 7);
    const values = new Map(metrics.families().map(({ name, samples }) => [name, samples[0]?.value]));
    assert.equal(values.get("memtool_persist_read_wait_seconds"), "1.5");
    assert.equal(values.get("memtool_persist_writes_total"), "7");
  });

  it("says nothing where nothing is kept", () => {
    const [readiness, metrics] = [new Readiness(), new MetricRegistry()];
    reportPersistence({ readiness, metrics }, { settings: DEFAULT_SETTINGS, durable: undefined } as ThreadData);
    assert.deepEqual(metrics.families(), []);
  });
});
