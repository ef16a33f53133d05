/** --persistence-limit under many times as much data: the directory stays near it, the oldest go, memory stays right. */
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { eventually } from "../support/faulty-disk.ts";
import { LineConnection } from "../support/line-connection.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { getItems, persistCounter } from "../support/stored-on-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const MIB = 1024 * 1024;
const LIMIT_BYTES = 16 * MIB;
const VALUE_BYTES = 4000;
const BATCH = 100;
const WRITTEN_BYTES = 80 * MIB;
const KEY_COUNT = Math.floor(WRITTEN_BYTES / VALUE_BYTES / BATCH) * BATCH;
/** LevelDB's two logs of 8 MiB, which the limit does not count. */
const LOG_BYTES = 16 * MIB;
/** What the server may have taken before it knows that it is over the limit: journal, pending changes, and some time. */
const ON_THE_WAY_BYTES = 40 * MIB;

const keyOf = (index: number): string => `key:${String(index).padStart(8, "0")}`;

/** Different for each key, and not to be compressed to nothing. */
function textOf(index: number): string {
  let state = index + 1;
  const parts: string[] = [];
  for (let length = 0; length < VALUE_BYTES; length += 8) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    parts.push(state.toString(16).padStart(8, "0"));
  }
  return parts.join("");
}

function directoryBytes(directory: string): number {
  let sum = 0;
  for (const name of readdirSync(directory)) {
    sum += statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return sum;
}

async function write(server: ServerProcess, afterBatch: () => void): Promise<void> {
  const line = await LineConnection.open(server);
  for (let first = 0; first < KEY_COUNT; first += BATCH) {
    const sets = Array.from({ length: BATCH }, (_, offset) => {
      const value = textOf(first + offset);
      return `set ${keyOf(first + offset)} 0 0 ${value.length} noreply\r\n${value}\r\n`;
    });
    await line.ask(`${sets.join("")}mn`, "MN");
    afterBatch();
  }
  line.close();
}

/** Which of the sampled keys are there, by index; each with its own value. */
async function found(server: ServerProcess): Promise<Set<number>> {
  const indices = Array.from({ length: 300 }, (_, index) => Math.floor((index * KEY_COUNT) / 300));
  const values = await getItems(server, indices.map(keyOf));
  for (const [at, value] of values.entries()) {
    const index = indices[at] as number;
    assert.ok(value === undefined || value === textOf(index), `${keyOf(index)} has its own value`);
  }
  return new Set(indices.filter((_, at) => values[at] !== undefined));
}

test("five times the limit is written as fast as it goes", async (t) => {
  const directory = join(temporaryFolder("disk-limit-"), "db");
  const args = ["--persistence-dir", directory, "--persistence-limit", `${LIMIT_BYTES / MIB}m`];
  const server = await startMemtool({ args: [...args, "-m", "256"] });
  t.after(() => server.stop("SIGKILL"));
  let peakBytes = 0;
  await write(server, () => {
    peakBytes = Math.max(peakBytes, directoryBytes(directory));
  });
  t.diagnostic(`${WRITTEN_BYTES / MIB} MiB written, ${(peakBytes / MIB).toFixed(0)} MiB on disk at most`);
  assert.ok(peakBytes < LIMIT_BYTES + LOG_BYTES + ON_THE_WAY_BYTES, `${peakBytes} bytes`);
  assert.equal((await found(server)).size, 300, "memory keeps all of it");
  await eventually("the directory is near its limit", async () => {
    const pending = await persistCounter(server, "persist_pending");
    return pending === 0 && directoryBytes(directory) < LIMIT_BYTES + LOG_BYTES;
  });
  await eventually("the numbers tell it", async () => {
    return (await persistCounter(server, "persist_disk_bytes")) <= LIMIT_BYTES;
  });
  const dropped = await persistCounter(server, "persist_limit_dropped");
  assert.ok(dropped > KEY_COUNT / 4 && dropped < KEY_COUNT, `${dropped} of ${KEY_COUNT} dropped`);
  assert.match(await server.stop(), /exit code 0/);

  const again = await startMemtool({ args: [...args, "--recover-first", "-m", "256"] });
  t.after(() => again.stop("SIGKILL"));
  const left = [...(await found(again))];
  // A second's items may go in any order; those of the last seconds are there.
  assert.ok(left.length >= 10 && left.length < 150, `${left.length} of 300 left`);
  assert.ok(left.includes(Math.floor((299 * KEY_COUNT) / 300)), "the newest is there");
  assert.ok(Math.min(...left) > KEY_COUNT / 4, `the oldest is ${Math.min(...left)} of ${KEY_COUNT}`);
  assert.equal(await persistCounter(again, "persist_damaged"), 0, again.output);
  assert.doesNotMatch(again.output, /not everything was read back/);
  await again.stop();
});
