/** What each thread is given of what all share. The encryption key is only for the one that uses it. */
import type { MessagePort } from "node:worker_threads";
import type { DurableData, ThreadData } from "./messages.ts";

/** For the persistence thread, with its ways to all workers. */
export function persistenceData(shared: ThreadData, durable: DurableData, ports: readonly MessagePort[]): ThreadData {
  return { ...shared, threadIndex: shared.settings.threads + 1, durable: { ...durable, ports } };
}

/** For a worker, with its way to the persistence thread. */
export function workerData(shared: ThreadData, threadIndex: number, port: MessagePort | undefined): ThreadData {
  return { ...shared, threadIndex, durable: withoutKey(shared.durable, port === undefined ? [] : [port]) };
}

/** For the maintenance thread. */
export function maintenanceData(shared: ThreadData): ThreadData {
  return { ...shared, threadIndex: shared.settings.threads, durable: withoutKey(shared.durable, []) };
}

function withoutKey(durable: DurableData | undefined, ports: readonly MessagePort[]): DurableData | undefined {
  return durable === undefined ? undefined : { ...durable, encryptionKey: undefined, ports };
}
