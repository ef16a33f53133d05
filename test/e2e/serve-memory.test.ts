/** Memory that moves while `memtool serve` is in use: pages between classes, and the limit up and down. */
import assert from "node:assert/strict";
import { after, describe, it, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { fillDescribed, isDescribed } from "../support/described-value.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { MEMTOOL_PATH, spawnProgram } from "../support/run-cli.ts";
import type { ServerProcess } from "../support/server-process.ts";

const MIB = 1024 * 1024;
const WAIT_MS = 30_000;

const servers: ServerProcess[] = [];
after(() => Promise.all(servers.map((server) => server.stop("SIGTERM"))));

async function start(...args: readonly string[]): Promise<ServerProcess> {
  const server = await startMemtool({ args: ["-t", "2", ...args] });
  servers.push(server);
  return server;
}

function clientOf({ target }: ServerProcess): MemcachedClient {
  assert.ok("port" in target);
  return new MemcachedClient({ kind: "tcp", tls: false, ...target });
}

async function stat(client: MemcachedClient, name: string, sub = ""): Promise<number> {
  return Number((await client.stats(sub)).find((entry) => entry.name === name)?.value ?? 0);
}

/** One line of an admin command. */
async function say(client: MemcachedClient, line: string): Promise<string> {
  const reply = await client.execute(line);
  return reply.kind === "line" ? reply.text : JSON.stringify(reply);
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + WAIT_MS; !(await isSo()); await sleep(50)) {
    assert.ok(Date.now() < end, `${what} within ${WAIT_MS} ms`);
  }
}

function described(length: number, seed: number): Buffer {
  const value = Buffer.alloc(length);
  fillDescribed(value, length, seed);
  return value;
}

/** Writes and reads values of changing lengths under a few hundred keys until it is told to stop. */
async function churn(client: MemcachedClient, isOver: () => boolean): Promise<{ reads: number; wrong: number }> {
  const report = { reads: 0, wrong: 0 };
  for (let round = 0; !isOver(); round++) {
    const length = round % 50 === 0 ? 600_000 + round : 100 + ((round * 7919) % 20_000);
    await Promise.all([
      client.set(`key${round % 300}`, described(length, round)).catch(() => "refused"),
      ...[3, 5, 7].map(async (step) => {
        const item = await client.get(`key${(round * step) % 300}`);
        report.reads += item === undefined ? 0 : 1;
        report.wrong += item === undefined || isDescribed(item.value, item.value.length) ? 0 : 1;
      }),
    ]);
  }
  return report;
}

describe("pages", () => {
  it("move on command, and what is stored stays what it was, whatever is read and written meanwhile", async () => {
    const server = await start("-m", "56", "-o", "slab_automove=0");
    const client = clientOf(server);
    const loaders = [1, 2, 3].map(() => clientOf(server));
    let isOver = false;
    const churning = loaders.map((loader) => churn(loader, () => isOver));
    let moved = 0;
    for (let round = 0; round < 400 && moved < 20; round++) {
      await say(client, `slabs reassign -1 ${round % 40}`);
      await sleep(10);
      moved = await stat(client, "slabs_moved");
    }
    isOver = true;
    const reports = await Promise.all(churning);
    assert.ok(moved >= 20, `${moved} pages moved`);
    assert.ok(reports.every(({ reads }) => reads > 100));
    assert.deepEqual(
      reports.map(({ wrong }) => wrong),
      [0, 0, 0],
    );
    assert.ok((await stat(client, "slab_reassign_rescues")) > 0);
    for (const one of [client, ...loaders]) {
      one.close();
    }
  });

  it("go to the sizes that are stored now", async () => {
    const client = clientOf(await start("-m", "16", "-o", "slab_automove_window=3,no_lru_maintainer"));
    for (let index = 0; index < 3000; index++) {
      await client.set(`old${index}`, described(5000, index));
    }
    await until("pages for the new size", async () => {
      await Promise.all(Array.from({ length: 2000 }, (_, index) => client.set(`new${index}`, described(1000, index))));
      const slabs = await client.stats("slabs");
      const newClass = slabs.find(({ name, value }) => name.endsWith(":chunk_size") && value === "1184")?.name;
      return Number(slabs.find(({ name }) => name === newClass?.replace("chunk_size", "total_pages"))?.value) >= 2;
    });
    client.close();
  });
});

describe("cache_memlimit", () => {
  it("gives memory back down to a lower limit, keeps what was stored last, and takes more under a higher one", async () => {
    const client = clientOf(await start("-m", "32"));
    const fill = async (prefix: string) => {
      for (let index = 0; index < 15_000; index++) {
        await client.set(`${prefix}${index}`, described(5000, index));
      }
    };
    await fill("a");
    assert.equal((await stat(client, "total_malloced", "slabs")) / MIB, 32);
    assert.equal(await say(client, "cache_memlimit 16"), "OK");
    assert.equal(await stat(client, "limit_maxbytes"), 16 * MIB);
    await until("16 MiB", async () => (await stat(client, "total_malloced", "slabs")) === 16 * MIB);
    assert.ok(await client.get("a14999"));
    assert.equal(await client.get("a9000"), undefined);
    assert.equal(await say(client, "cache_memlimit 48"), "OK");
    assert.equal(await stat(client, "maxbytes", "settings"), 48 * MIB);
    await fill("b");
    assert.equal((await stat(client, "total_malloced", "slabs")) / MIB, 48);
    assert.match(await say(client, "cache_memlimit 999999999"), /MEMLIMIT_ADJUST_FAILED/);
    client.close();
  });
});

test("where address space is short the server takes what it needs", async () => {
  const script = 'ulimit -v 4000000; exec "$@"';
  const command = [process.execPath, MEMTOOL_PATH, "serve", "-p", "-1", "-t", "1", "-m", "64"];
  const child = spawnProgram("sh", ["-c", script, "sh", ...command]);
  const line = await new Promise<string>((resolve) => {
    child.stderr.on("data", (chunk) => resolve(String(chunk)));
    child.once("exit", (code) => resolve(`ended with ${code}`));
  });
  child.kill("SIGTERM");
  assert.match(line, /listening on 127\.0\.0\.1:\d+; 64 MiB of memory/);
});
