/** memtool's own metrics. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildFamilies,
  connectionFamilies,
  readinessFamilies,
  workerFamilies,
} from "../../../../src/server/admin/server-families.ts";
import { writeExposition } from "../../../../src/stats/prometheus/exposition.ts";
import { readExposition } from "../../../support/exposition.ts";

test("each worker has a series of each of its metrics", () => {
  const zero = { connections: 0, gets: 0, sets: 0, yields: 0, bytes_read: 0, bytes_written: 0 };
  const families = readExposition(writeExposition(workerFamilies([zero, { ...zero, connections: 3, gets: 7 }])));
  const values = (name: string) => families.get(name)?.samples.map(({ labels, value }) => [labels["worker"], value]);
  assert.equal(families.size, Object.keys(zero).length);
  assert.deepEqual(values("memtool_worker_connections"), [
    ["0", "0"],
    ["1", "3"],
  ]);
  assert.deepEqual(values("memtool_worker_gets_total"), [
    ["0", "0"],
    ["1", "7"],
  ]);
  for (const [name, { type }] of families) {
    assert.equal(type, name.endsWith("_total") ? "counter" : "gauge", name);
  }
});

test("states, conditions and versions are labels", () => {
  const states = new Map([["conn_read", 2]]);
  const conditions = [
    { name: "server", ready: true },
    { name: "recovery", ready: false, reason: 'at "a"' },
  ];
  const text = writeExposition([
    ...connectionFamilies({ current: 2, limit: 5, states }),
    ...readinessFamilies({ ready: false, conditions }),
    ...buildFamilies("1.2.3", "20.0.0"),
  ]);
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  assert.deepEqual(lines, [
    'memtool_connections{state="conn_read"} 2',
    "memtool_ready 0",
    'memtool_ready_condition{condition="server"} 1',
    'memtool_ready_condition{condition="recovery"} 0',
    'memtool_build_info{version="1.2.3",node_version="20.0.0"} 1',
  ]);
  assert.deepEqual(buildFamilies(undefined, "20.0.0"), []);
});
