/** What threads are given. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { createDurableMemory } from "../../../src/persistence/durable-copy.ts";
import type { ThreadData } from "../../../src/server/messages.ts";
import { DEFAULT_SETTINGS } from "../../../src/server/settings.ts";
import { maintenanceData, persistenceData, workerData } from "../../../src/server/thread-data.ts";

const THREADS = 3;

test("the encryption key goes to the persistence thread alone; everybody has its own number and ways", () => {
  const durable = { memory: createDurableMemory(), encryptionKey: Buffer.alloc(32, 1), ports: [] };
  const shared = { settings: { ...DEFAULT_SETTINGS, threads: THREADS }, durable } as unknown as ThreadData;
  const { port1, port2 } = new MessageChannel();
  const persistence = persistenceData(shared, durable, [port1]);
  assert.deepEqual(persistence.durable, { ...durable, ports: [port1] });
  assert.equal(persistence.threadIndex, THREADS + 1);
  const worker = workerData(shared, 2, port2);
  assert.deepEqual(worker.durable, { ...durable, encryptionKey: undefined, ports: [port2] });
  assert.equal(worker.threadIndex, 2);
  const maintenance = maintenanceData(shared);
  assert.equal(maintenance.durable?.encryptionKey, undefined);
  assert.equal(maintenance.threadIndex, THREADS);
  assert.equal(workerData({ ...shared, durable: undefined }, 0, undefined).durable, undefined);
  port1.close();
  port2.close();
});
