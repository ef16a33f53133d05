/** A server that is told to stop in the middle of changes: everything that was acknowledged is there afterwards, and it ends in time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { DurabilityLoad, readStates } from "../support/durability-load.ts";
import { KeyHistories } from "../support/key-histories.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SEED = Number(process.env["MEMTOOL_SEED"] ?? Date.now());
const LOAD_MS = 1500;
const STOPPED_MS_MAX = 10_000;

describe("a stop under load", { concurrency: false }, () => {
  for (const durability of ["async", "sync"]) {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      test(`${durability}, ${signal}: nothing acknowledged is lost`, async (t) => {
        const args = ["--durability", durability, "--persistence-dir", temporaryFolder("clean-stop-"), "-t", "2"];
        const histories = new KeyHistories();
        const server = await startMemtool({ args });
        const load = new DurabilityLoad(histories, 24, SEED);
        try {
          await load.run(server, async () => {
            await sleep(LOAD_MS);
            const startMs = performance.now();
            process.kill(server.pid, signal);
            assert.equal(await server.ended, "ended with exit code 0", server.output);
            assert.ok(performance.now() - startMs < STOPPED_MS_MAX);
          });
        } finally {
          await server.stop("SIGKILL");
        }
        const again = await startMemtool({ args: [...args, "--recover-first"] });
        const found = await readStates(again, histories.keys);
        await again.stop();
        const faults = histories.keys.flatMap(
          (text) => histories.fault(text, found.get(text), Number.POSITIVE_INFINITY) ?? [],
        );
        assert.deepEqual(faults, [], `seed ${SEED}`);
        assert.ok(load.changeCount > 50, `${load.changeCount} changes`);
        t.diagnostic(`${load.changeCount} changes, seed ${SEED}`);
      });
    }
  }
});
