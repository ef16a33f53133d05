/** A disk that is full or fails: memory serves on, what is not on disk is not acknowledged (sync), and all of it gets there in the end. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { eventually, failSyncs, NEEDS_STRACE, NEEDS_TMPFS, withSmallDisk } from "../support/faulty-disk.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { getItems, persistCounter, setItem } from "../support/stored-on-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const STOPPED_MS_MAX = 10_000;
const ERRORS = ["EIO", "ENOSPC"] as const;

function start(directory: string, ...args: string[]): Promise<ServerProcess> {
  return startMemtool({ args: ["--persistence-dir", directory, ...args] });
}

async function catchesUp(server: ServerProcess): Promise<void> {
  await eventually("nothing is pending", async () => {
    const counters = ["persist_pending", "persist_failing"].map((name) => persistCounter(server, name));
    return (await Promise.all(counters)).every((value) => value === 0);
  });
}

describe("a disk whose fsync fails", { concurrency: false, ...NEEDS_STRACE }, () => {
  for (const error of ERRORS) {
    test(`sync, ${error}: changes are not acknowledged, reads go on, and it resumes by itself`, async () => {
      const directory = temporaryFolder("disk-fault-");
      const server = await start(directory, "--durability", "sync");
      assert.equal(await setItem(server, "before", "1"), "stored");
      const heal = await failSyncs(server.pid, error);
      // The second one comes when the failure is known already.
      for (const key of ["during", "later"]) {
        assert.equal(await setItem(server, key, "2"), "closed");
        assert.deepEqual(await getItems(server, ["before", key]), ["1", "2"]);
      }
      assert.equal(await persistCounter(server, "persist_failing"), 1);
      assert.ok((await persistCounter(server, "persist_errors")) >= 2);
      assert.match(server.output, /changes cannot be written to disk: /);
      await heal();
      await catchesUp(server);
      assert.match(server.output, /changes reach the disk again/);
      assert.equal(await setItem(server, "after", "3"), "stored");
      await server.stop("SIGKILL");
      const again = await start(directory, "--recover-first");
      assert.deepEqual(await getItems(again, ["before", "during", "later", "after"]), ["1", "2", "2", "3"]);
      assert.match(await again.stop(), /exit code 0/);
    });
  }

  test("async: everything is acknowledged, and on disk once it can be", async () => {
    const directory = temporaryFolder("disk-fault-");
    const server = await start(directory, "--durability-lag", "200ms");
    const heal = await failSyncs(server.pid, "EIO");
    for (const key of ["a", "b"]) {
      assert.equal(await setItem(server, key, key), "stored");
    }
    await eventually("it is known", async () => (await persistCounter(server, "persist_failing")) === 1);
    assert.equal(await setItem(server, "c", "c"), "stored");
    await heal();
    await catchesUp(server);
    await server.stop("SIGKILL");
    const again = await start(directory, "--recover-first");
    assert.deepEqual(await getItems(again, ["a", "b", "c"]), ["a", "b", "c"]);
    await again.stop();
  });

  for (const durability of ["sync", "async"]) {
    test(`${durability}: SIGTERM ends it in time, with a sentence and exit code 74`, async () => {
      const server = await start(temporaryFolder("disk-fault-"), "--durability", durability);
      const heal = await failSyncs(server.pid, "EIO");
      await setItem(server, "lost", "1");
      await eventually("it is known", async () => (await persistCounter(server, "persist_failing")) === 1);
      const startMs = performance.now();
      assert.match(await server.stop(), /exit code 74/);
      assert.ok(performance.now() - startMs < STOPPED_MS_MAX);
      assert.match(server.output, /1 change has not reached the disk/);
      await heal();
    });
  }
});

describe("a full disk", { concurrency: false, ...NEEDS_TMPFS }, () => {
  for (const durability of ["sync", "async"]) {
    test(`${durability}: memory serves on, and everything is on disk when there is room again`, () =>
      withSmallDisk(24, async (folder) => {
        const directory = join(folder, "db");
        const server = await start(directory, "--durability", durability, "-m", "256");
        const ballast = join(folder, "ballast");
        assert.equal(await setItem(server, "before", "1"), "stored");
        try {
          writeFileSync(ballast, Buffer.alloc(24 * 1024 * 1024));
        } catch (error) {
          assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC");
        }
        const value = "x".repeat(100_000);
        const keys = Array.from({ length: 20 }, (_, index) => `key${index}`);
        for (const key of keys) {
          assert.equal(await setItem(server, key, value), durability === "sync" ? "closed" : "stored");
        }
        await eventually("it is known", async () => (await persistCounter(server, "persist_failing")) === 1);
        assert.match(server.output, /changes cannot be written to disk: .*[Nn]o space left/);
        assert.deepEqual(await getItems(server, ["before", ...keys]), ["1", ...keys.map(() => value)]);
        rmSync(ballast);
        await catchesUp(server);
        await server.stop("SIGKILL");
        const again = await start(directory, "--recover-first", "-m", "256");
        assert.deepEqual(await getItems(again, ["before", ...keys]), ["1", ...keys.map(() => value)]);
        await again.stop();
      }));
  }

  test("a server does not start on it, and says why", () =>
    withSmallDisk(1, async (folder) => {
      try {
        writeFileSync(join(folder, "ballast"), Buffer.alloc(2 * 1024 * 1024));
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC");
      }
      await assert.rejects(start(join(folder, "db")), /exit code 74[\s\S]*[Nn]o space left/);
    }));
});
