/** A thread's log, a watcher and the collector between them, in one thread. */

import { COUNTER, type ThreadCounterName } from "../../src/stats/counter-names.ts";
import { LogCollector } from "../../src/stats/log/log-collector.ts";
import { createLogMemory, type LogMemory } from "../../src/stats/log/log-memory.ts";
import { ThreadLog } from "../../src/stats/log/thread-log.ts";
import { Watcher } from "../../src/stats/log/watcher.ts";
import { ThreadCounters } from "../../src/stats/thread-counters.ts";

/** See the file's head. */
export class WatchedLog {
  readonly memory: LogMemory;
  readonly log: ThreadLog;
  readonly collector: LogCollector;
  readonly #counters = ThreadCounters.attach(ThreadCounters.create(1), 0);

  constructor(threadBytes = 4096, watcherBytes = 4096) {
    this.memory = createLogMemory(1, threadBytes, watcherBytes);
    this.log = ThreadLog.attach(this.memory, 0, this.#counters);
    this.collector = new LogCollector(this.memory, this.#counters);
  }

  watch(types: number): Watcher {
    const watcher = Watcher.open(this.memory, types);
    if (watcher instanceof Watcher) {
      return watcher;
    }
    throw new Error(`nobody may watch: ${watcher}`);
  }

  counted(name: ThreadCounterName): number {
    return this.#counters.values[COUNTER[name]] as number;
  }
}

/** A key as a log takes it. */
export function keyBytes(text: string): { bytes: Buffer; start: number; length: number } {
  const bytes = Buffer.from(text, "latin1");
  return { bytes, start: 0, length: bytes.length };
}

/** Everything that waits for a watcher. */
export function linesOf(watcher: Watcher): string[] {
  const lines: string[] = [];
  for (let at = watcher.ring.peek(); at >= 0; at = watcher.ring.peek()) {
    lines.push(watcher.ring.bytes.toString("latin1", at, at + watcher.ring.recordBytes));
    watcher.ring.drop();
  }
  return lines;
}
