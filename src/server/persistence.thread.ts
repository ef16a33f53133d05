/** The persistence thread: keeps the durable copy of the store, and fetches from it what workers miss. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../base/assert.ts";
import { MemtoolError } from "../base/errors.ts";
import { escapeControls } from "../base/escape.ts";
import { DurableCopy } from "../persistence/durable-copy.ts";
import { ThreadCounters } from "../stats/thread-counters.ts";
import type { DurableData, FromPersistence, FromWorker, ThreadData, ToPersistence, ToWorker } from "./messages.ts";
import type { PersistenceSettings } from "./settings.ts";

assert(parentPort !== null, "the persistence thread has a parent");
const port = parentPort;
const data = workerData as ThreadData;
const durable = data.durable as DurableData;
/** Why nothing can be written, as it was logged last. */
let failure: string | undefined;
const settings = data.settings.persistence as PersistenceSettings;

try {
  await begin();
} catch (error) {
  if (!(error instanceof MemtoolError)) {
    throw error;
  }
  tell({ kind: "unusable", failure: { message: error.message, hint: error.hint } });
}

async function begin(): Promise<void> {
  const copy = await DurableCopy.open({
    directory: settings.directory,
    lagMs: settings.durability === "sync" ? 0 : settings.lagMs,
    limitBytes: settings.limitBytes,
    encryptionKey: durable.encryptionKey,
    movesDamaged: settings.onDamage === "move",
    memory: durable.memory,
    region: data.region,
    threadIndex: data.threadIndex,
    threadCounters: ThreadCounters.attach(data.counters, data.threadIndex),
    hashSeed: data.hashSeed,
    onDurable: (number) => {
      if (settings.durability === "sync") {
        tellWorkers({ kind: "durable", number });
      }
    },
    onFailure: (reason) => {
      if (reason !== failure) {
        failure = reason;
        log(reason === undefined ? "changes reach the disk again" : `changes cannot be written to disk: ${reason}`);
      }
      if (reason !== undefined) {
        tellWorkers({ kind: "failing" });
      }
    },
    log,
  });
  for (const worker of durable.ports) {
    worker.on("message", ({ id, key }: ToPersistence) => {
      void copy
        .fetch(Buffer.from(key))
        .then((outcome) => worker.postMessage({ kind: "fetched", id, outcome } satisfies FromPersistence));
    });
  }
  port.on("message", (message: ToWorker) => {
    if (message.kind === "stop") {
      void end(copy);
    }
  });
  void copy.start().then(() => tell({ kind: "recovered" }));
  tell({ kind: "ready" });
}

async function end(copy: DurableCopy): Promise<void> {
  await copy.close();
  for (const worker of durable.ports) {
    worker.close();
  }
  tell({ kind: "stopped" });
}

function tellWorkers(message: FromPersistence): void {
  for (const worker of durable.ports) {
    worker.postMessage(message);
  }
}

function log(line: string): void {
  // What LevelDB says of a damaged file may have bytes of it.
  tell({ kind: "log", lines: [escapeControls(`memtool serve: ${line}`)] });
}

function tell(message: FromWorker): void {
  port.postMessage(message);
}
