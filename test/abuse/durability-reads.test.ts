/**
 * Reads while changes, evictions and the reading back of a start go on: a get tells the last change that was acknowledged or a later
 * one, whether memory has it or the disk. MEMTOOL_DURABILITY_ROUNDS=20 for more rounds.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { DurabilityLoad } from "../support/durability-load.ts";
import { KeyHistories } from "../support/key-histories.ts";
import { LineConnection } from "../support/line-connection.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROUNDS = Number(process.env["MEMTOOL_DURABILITY_ROUNDS"] ?? 1);
const SEED = Number(process.env["MEMTOOL_SEED"] ?? Date.now());
const READERS = 6;
const KEYS_EACH = 400;
const LOAD_MS = 2500;

/** Most of the items have no room. */
const SMALL = ["-t", "2", "-m", "2", "-f", "8"];

describe("reads while the load runs", { concurrency: false }, () => {
  for (const args of [SMALL, [...SMALL, "--durability", "sync"], ["-t", "2", "-m", "64"]]) {
    test(args.join(" "), async (t) => {
      const directory = temporaryFolder("durability-reads-");
      const histories = new KeyHistories();
      let [changes, reads] = [0, 0];
      // From the second round on everything is read back while the load runs.
      for (let round = 0; round <= ROUNDS; round++) {
        const server = await startMemtool({ args: [...args, "--persistence-dir", directory] });
        const load = new DurabilityLoad(histories, KEYS_EACH, SEED + round, READERS);
        try {
          await load.run(server, () => sleep(LOAD_MS));
        } finally {
          await server.stop("SIGTERM");
        }
        assert.deepEqual(load.readFaults.slice(0, 5), [], `round ${round} of seed ${SEED}`);
        changes += load.changeCount;
        reads += load.readCount;
      }
      assert.ok(reads > 100 && changes > 100, `${reads} reads, ${changes} changes`);
      t.diagnostic(`${changes} changes, ${reads} reads, seed ${SEED}`);
    });
  }
});

/** As long as the keys below, so that they are in each other's way. */
const NAME_BYTES = 200;
const COUNTERS = Array.from({ length: 12 }, (_, index) => `counter:${index}:`.padEnd(NAME_BYTES, "c"));
const FILLERS_PER_TURN = 500;
/** After so many turns what was there before is out of memory, mostly. */
const TURNS_TO_EVICT = 20;
const PRESSURE_MS_MAX = 15_000;
/** What is asked for all the time stays in memory: so often everybody lets go. */
const TURNS_BETWEEN_PAUSES = 5;

/** What a test under pressure may know. */
interface Pressure {
  turns: number;
  isOver: boolean;
}

/** Pushes out what is in memory. */
async function fill(server: ServerProcess, pressure: Pressure): Promise<void> {
  const line = await LineConnection.open(server);
  for (let number = 0; !pressure.isOver; number += FILLERS_PER_TURN) {
    const sets = Array.from(
      { length: FILLERS_PER_TURN },
      (_, index) => `set ${`filler:${(number + index) % 20_000}:`.padEnd(NAME_BYTES, "f")} 0 0 1 noreply\r\n1\r\n`,
    );
    line.send(`${sets.join("")}mn\r\n`);
    await line.line();
    pressure.turns++;
  }
  line.close();
}

async function evicted(pressure: Pressure): Promise<void> {
  const wanted = pressure.turns + TURNS_TO_EVICT;
  while (pressure.turns < wanted && !pressure.isOver) {
    await sleep(10);
  }
}

/** Asks for `request` and returns the line of the answer. */
async function ask(line: LineConnection, request: string): Promise<string> {
  line.send(`${request}\r\n`);
  return await line.line();
}

describe("keys that are evicted all the time", { concurrency: false }, () => {
  async function withPressure(
    work: (server: ServerProcess, pressure: Pressure) => Promise<unknown>,
    isEnough: () => boolean,
    check: (line: LineConnection) => Promise<void>,
  ): Promise<number> {
    const args = [...SMALL, "--persistence-dir", temporaryFolder("durability-hot-")];
    const server = await startMemtool({ args });
    const pressure = { turns: 0, isOver: false };
    const working = Promise.all([fill(server, pressure), work(server, pressure)]);
    const deadline = Date.now() + PRESSURE_MS_MAX;
    while (!isEnough() && Date.now() < deadline) {
      await Promise.race([sleep(100), working]);
    }
    pressure.isOver = true;
    await working;
    const line = await LineConnection.open(server);
    await check(line);
    line.send("stats persistence\r\n");
    const lines = await line.until((text) => text === "END");
    const hits = Number(
      lines
        .find((text) => text.includes("persist_read_hits "))
        ?.split(" ")
        .at(-1),
    );
    line.close();
    await server.stop("SIGTERM");
    return hits;
  }

  test("no increment of four connections is lost, and none counts twice", async (t) => {
    const counts = new Map(COUNTERS.map((key) => [key, 0]));
    const seen = new Map(COUNTERS.map((key) => [key, new Set<string>()]));
    const hits = await withPressure(
      (server, pressure) =>
        Promise.all(
          [0, 1, 2, 3].map(async (connection) => {
            const line = await LineConnection.open(server);
            for (let turn = connection; !pressure.isOver; turn++) {
              const key = COUNTERS[turn % COUNTERS.length] as string;
              // Whoever is first makes it.
              await ask(line, `add ${key} 0 0 1\r\n0`);
              const reply = await ask(line, `incr ${key} 1`);
              assert.match(reply, /^\d+$/);
              assert.equal(seen.get(key)?.has(reply), false, `${reply} came twice`);
              seen.get(key)?.add(reply);
              counts.set(key, (counts.get(key) as number) + 1);
              if (turn % TURNS_BETWEEN_PAUSES === 0) {
                await evicted(pressure);
              }
            }
            line.close();
          }),
        ),
      () => [...counts.values()].every((count) => count >= 8),
      async (line) => {
        for (const [key, count] of counts) {
          const [, value] = [await ask(line, `get ${key}`), await line.line(), await line.line()];
          assert.equal(value, String(count), key.slice(0, 12));
        }
      },
    );
    assert.ok(hits > 0, `${hits} items came from disk`);
    t.diagnostic(`${[...counts.values()].reduce((sum, count) => sum + count)} increments, ${hits} from disk`);
  });

  test("what is deleted stays deleted, and is found exactly once by those who delete", async (t) => {
    let deletes = 0;
    const hits = await withPressure(
      (server, pressure) =>
        Promise.all(
          COUNTERS.slice(0, 4).map(async (key) => {
            const [first, second] = [await LineConnection.open(server), await LineConnection.open(server)];
            while (!pressure.isOver) {
              assert.equal(await ask(first, `set ${key} 0 0 1\r\n1`), "STORED");
              await evicted(pressure);
              const replies = await Promise.all([ask(first, `delete ${key}`), ask(second, `delete ${key}`)]);
              assert.deepEqual(replies.sort(), ["DELETED", "NOT_FOUND"]);
              assert.equal(await ask(second, `get ${key}`), "END");
              deletes++;
              await evicted(pressure);
              assert.equal(await ask(first, `get ${key}`), "END", "some time later");
            }
            first.close();
            second.close();
          }),
        ),
      () => deletes >= 3,
      async (line) => {
        for (const key of COUNTERS.slice(0, 4)) {
          assert.equal(await ask(line, `get ${key}`), "END");
        }
      },
    );
    assert.ok(deletes > 0 && hits > 0, `${deletes} deletes, ${hits} items came from disk`);
    t.diagnostic(`${deletes} deletes, ${hits} from disk`);
  });
});
