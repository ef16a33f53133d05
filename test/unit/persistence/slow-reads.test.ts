/** Reads that take long: counted while they do, said once. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PersistCounters } from "../../../src/persistence/persist-counters.ts";
import { SlowReads } from "../../../src/persistence/slow-reads.ts";

function watched() {
  const clock = { nowMs: 0, monotonicMs: () => clock.nowMs };
  const counters = new PersistCounters(PersistCounters.create());
  const log: string[] = [];
  const reads = new SlowReads({ counters, clock, log: (line) => log.push(line) });
  const answers: (() => void)[] = [];
  const begin = (): Promise<string> => reads.watch(new Promise((resolve) => answers.push(() => resolve("read"))));
  return { clock, counters, log, reads, answers, begin };
}

describe("slow reads", () => {
  it("are told of while they last, counted once each, and over at the end", async () => {
    const { clock, counters, log, reads, answers, begin } = watched();
    const first = begin();
    clock.nowMs = 3000;
    const second = begin();
    reads.look();
    assert.equal(counters.get("persist_read_wait_us"), 3_000_000);
    assert.equal(counters.get("persist_read_timeouts"), 0);
    clock.nowMs = 8000;
    reads.look();
    reads.look();
    assert.equal(counters.get("persist_read_timeouts"), 2);
    assert.deepEqual(log, ["the disk does not answer: items that are not in memory cannot be had"]);
    answers[0]?.();
    assert.equal(await first, "read");
    reads.look();
    assert.equal(counters.get("persist_read_wait_us"), 5_000_000);
    answers[1]?.();
    await second;
    assert.equal(counters.get("persist_read_wait_us"), 0);
    assert.equal(log.at(-1), "the disk answers again");
  });

  it("that fail are over, too", async () => {
    const { counters, log, reads } = watched();
    await assert.rejects(reads.watch(Promise.reject(new Error("no"))), /no/);
    assert.equal(counters.get("persist_read_wait_us"), 0);
    assert.deepEqual(log, []);
  });
});
