/**
 * The crash loop: a server that keeps its items on disk is killed in the middle of changes, again and again. `sync` may lose nothing that
 * was acknowledged, `async` nothing older than its lag; nothing deleted may come back, and no old value replace a newer one.
 * MEMTOOL_DURABILITY_ROUNDS=50 for more rounds.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { DurabilityLoad, readStates } from "../support/durability-load.ts";
import { KeyHistories } from "../support/key-histories.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROUNDS = Number(process.env["MEMTOOL_DURABILITY_ROUNDS"] ?? 2);
const SEED = Number(process.env["MEMTOOL_SEED"] ?? Date.now());
const LAG_MS = 1000;
/** A machine that is busy commits late, and acknowledges late. */
const SLACK_MS = 500;

interface Loop {
  readonly name: string;
  readonly args: readonly string[];
  readonly mayLoseMs: number;
  readonly keysEach: number;
}

const key = join(temporaryFolder("durability-key-"), "key");
writeFileSync(key, randomBytes(32), { mode: 0o600 });

const LOOPS: readonly Loop[] = [
  { name: "sync", args: ["--durability", "sync", "-t", "2"], mayLoseMs: 0, keysEach: 24 },
  { name: "async", args: ["-t", "2"], mayLoseMs: LAG_MS + SLACK_MS, keysEach: 24 },
  {
    name: "sync, encrypted, most of it evicted",
    args: ["--durability", "sync", "-t", "2", "-m", "2", "-f", "8", "--encryption-key-file", key],
    mayLoseMs: 0,
    keysEach: 400,
  },
];

describe("the crash loop", { concurrency: false }, () => {
  for (const { name, args, mayLoseMs, keysEach } of LOOPS) {
    test(name, async (t) => {
      const directory = temporaryFolder("durability-");
      const histories = new KeyHistories();
      let changes = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const server = await startMemtool({ args: [...args, "--persistence-dir", directory] });
        const load = new DurabilityLoad(histories, keysEach, SEED + round);
        let killedAtMs = 0;
        try {
          await load.run(server, async () => {
            await sleep(300 + ((SEED + round * 7919) % 1200));
            killedAtMs = performance.now();
            await server.stop("SIGKILL");
          });
        } finally {
          await server.stop("SIGKILL");
        }
        changes += load.changeCount;
        const again = await startMemtool({ args: [...args, "--persistence-dir", directory] });
        const found = await readStates(again, histories.keys);
        await again.stop(round % 2 === 0 ? "SIGKILL" : "SIGTERM");
        const faults = histories.keys.flatMap(
          (text) =>
            histories.fault(
              text,
              found.get(text),
              mayLoseMs === 0 ? Number.POSITIVE_INFINITY : killedAtMs - mayLoseMs,
            ) ?? [],
        );
        assert.deepEqual(faults, [], `round ${round} of seed ${SEED}`);
        for (const text of histories.keys) {
          histories.settle(text, found.get(text));
        }
      }
      assert.ok(changes > ROUNDS * 50, `${changes} changes`);
      t.diagnostic(`${ROUNDS} crashes, ${changes} changes, seed ${SEED}`);
    });
  }
});
