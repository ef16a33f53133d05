/** A disk that does not answer for some seconds: others are served, who waits for it is let go, and all is well when it answers again. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Database } from "../../src/persistence/database.ts";
import { eventually, NEEDS_STRACE } from "../support/faulty-disk.ts";
import { LineConnection } from "../support/line-connection.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { getItems, persistCounter, setItem } from "../support/stored-on-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const HANG_MS = 8000;
/** What the server waits, a little less. */
const WAITED_MS_MIN = 4900;

/** LevelDB maps a table when it is first read; that is what takes so long. `-D`: strace is the child, not the parent. */
function slowTables(directory: string): string[] {
  const tables = readdirSync(directory).filter((name) => name.endsWith(".ldb"));
  const paths = tables.flatMap((name) => ["-P", join(directory, name)]);
  const fault = `inject=mmap:delay_enter=${HANG_MS * 1000}`;
  return ["strace", "-D", "-f", "-qq", "-o", "/dev/null", ...paths, "-e", "trace=mmap", "-e", fault];
}

describe("a disk that hangs", NEEDS_STRACE, () => {
  test("costs those who wait for it their connection after 5 s, and nobody else anything", async (t) => {
    const directory = temporaryFolder("hanging-disk-");
    const args = ["--persistence-dir", directory, "-t", "2"];
    const first = await startMemtool({ args: [...args, "--durability", "sync"] });
    for (const key of ["a", "k"]) assert.equal(await setItem(first, key, key), "stored");
    await first.stop();
    // Items in a table that LevelDB does not open before it looks for one of them; the first record in a later one.
    const database = await Database.open(directory, "existing");
    await database.rewrite();
    await database.close();
    await (await startMemtool({ args })).stop();

    const server = await startMemtool({ args, under: slowTables(directory) });
    t.after(() => server.stop("SIGKILL"));
    const waiting = await LineConnection.open(server);
    const startMs = performance.now();
    waiting.send("get k\r\nset behind 0 0 1\r\n1\r\n");
    const letGo = assert.rejects(waiting.line()).then(() => performance.now());
    // Over connections of their own, which both workers have.
    for (const key of ["new", "other", "third"]) {
      assert.equal(await setItem(server, key, key), "stored");
      assert.deepEqual(await getItems(server, [key]), [key]);
    }
    await eventually("it is told", async () => (await persistCounter(server, "persist_read_wait_us")) > 0);
    assert.ok(waiting.socket.destroyed === false, "served while it waits");
    const waitedMs = (await letGo) - startMs;
    assert.ok(waitedMs >= WAITED_MS_MIN && waitedMs < HANG_MS, `let go after ${waitedMs} ms`);
    await eventually("it is counted", async () => (await persistCounter(server, "persist_read_timeouts")) > 0);
    assert.match(server.output, /the disk does not answer/);
    await eventually("it answers again", async () => (await persistCounter(server, "persist_read_wait_us")) === 0);
    assert.deepEqual(await getItems(server, ["k", "a", "new"]), ["k", "a", "new"]);
    await eventually("it is said", async () => server.output.includes("the disk answers again"));
  });
});
