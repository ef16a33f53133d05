/**
 * A worker that sets and gets registers in shared memory, which are linearizable by nature, and has a shared version table judge what
 * it gets. Reports how many gets were judged lost updates.
 */
import { parentPort, workerData } from "node:worker_threads";
import { Prng } from "../../src/base/prng.ts";
import { VersionTable } from "../../src/bench/workload/version-table.ts";

/** What a worker is started with. */
export interface HammerOrder {
  readonly table: SharedArrayBuffer;
  /** One 32-bit word a key: the version it holds. */
  readonly registers: SharedArrayBuffer;
  /** One word, in which the workers count themselves in: all begin when all are there. */
  readonly gate: SharedArrayBuffer;
  readonly thread: number;
  readonly threads: number;
  readonly rounds: number;
  /** One set in so many is acknowledged and not carried out; 0 never. */
  readonly lossEvery: number;
}

/** What it reports. */
export interface HammerReport {
  readonly sets: number;
  readonly gets: number;
  readonly alarms: number;
}

function passGate(order: HammerOrder): void {
  const gate = new Int32Array(order.gate);
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  for (let present = Atomics.load(gate, 0); present < order.threads; present = Atomics.load(gate, 0)) {
    Atomics.wait(gate, 0, present);
  }
}

function hammer(order: HammerOrder): HammerReport {
  const table = new VersionTable(order.table);
  const registers = new Int32Array(order.registers);
  const prng = Prng.stream(91, order.thread);
  passGate(order);
  const report = { sets: 0, gets: 0, alarms: 0 };
  for (let round = 0; round < order.rounds; round++) {
    const key = prng.nextBelow(registers.length);
    if (prng.nextBelow(3) === 0) {
      const version = table.issue(key);
      report.sets++;
      if (order.lossEvery === 0 || report.sets % order.lossEvery !== 0) {
        Atomics.store(registers, key, version);
      }
      table.acknowledge(key);
    } else {
      const floor = table.floor(key);
      report.gets++;
      report.alarms += Atomics.load(registers, key) < floor ? 1 : 0;
    }
  }
  return report;
}

parentPort?.postMessage(hammer(workerData as HammerOrder));
